# SPDX-License-Identifier: MIT
# fish completion for chatd(8).  The options of -o come from chatd itself.

function __chatd_options
    set -l command (commandline -opc)
    $command[1] --help 2>/dev/null |
        sed -n 's/^\([a-z_]*\)\( = .*\)\{0,1\}$/\1=/p'
end

complete -c chatd -f
complete -c chatd -s c -r -F -d 'Read this file'
complete -c chatd -s o -x -a '(__chatd_options)' -d 'Set one option'
complete -c chatd -l check -d 'Report errors in the configuration, and exit'
complete -c chatd -l help -d 'Show the options, and exit'
complete -c chatd -l version -d 'Show the version, and exit'
