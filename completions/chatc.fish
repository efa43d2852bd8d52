# SPDX-License-Identifier: MIT
# fish completion for chatc(1).

complete -c chatc -a '(__fish_print_hostnames)'
complete -c chatc -n 'string match -q -- "*unix:*" (commandline -ct)' -a '(string match -r -- ".*unix:" (commandline -ct))(__fish_complete_path (string replace -r -- ".*unix:" "" (commandline -ct)))'
complete -c chatc -l plain -d 'Print lines for scripts, even on a terminal'
complete -c chatc -l color -x -a 'auto always never' -d 'When to use colours'
complete -c chatc -l no-color -d 'Use no colours'
complete -c chatc -l protocol -x -a 'hello sized framed plain drop' -d 'Protocol'
complete -c chatc -l timeout -x -d 'How long to wait for an answer'
complete -c chatc -l send -d 'Send a text to a user or a room'
complete -c chatc -l listen -d 'Print what is said'
complete -c chatc -l json -d 'Print a JSON object a line'
complete -c chatc -l bell -d 'Ring when somebody writes to you, or names you'
complete -c chatc -l log -r -F -d 'Append the conversation to a file'
complete -c chatc -l config -r -F -d 'Read options from another file'
complete -c chatc -l help -d 'Show the options, and exit'
complete -c chatc -l version -d 'Show the version, and exit'
