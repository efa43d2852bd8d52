# SPDX-License-Identifier: MIT
# fish completion for chatctl(8).  Names of users and options come from the running
# chatd, if the user may ask it.

# __chatctl_column REQUEST: print the first column of the reply that comes from the
# socket which the command line names.
function __chatctl_column
    set -l command (commandline -opc)
    set -l at
    for i in (seq 2 (math (count $command) - 1))
        if contains -- $command[$i] -s --socket
            set at -s $command[(math $i + 1)]
        end
    end
    $command[1] $at $argv[1] 2>/dev/null | sed -n '2,$s/ .*//p'
end

set -l commands account ban bans cluster connections drain help kick limits loglevel metrics mute mutes reload room rooms set status tell top unban unmute users workers

complete -c chatctl -f
complete -c chatctl -s s -l socket -r -F -d 'The control_socket of chatd'
complete -c chatctl -s j -l json -d 'Print JSON'
complete -c chatctl -s w -l wide -d 'Print all columns'
complete -c chatctl -l help -d 'Show the options, and exit'
complete -c chatctl -l version -d 'Show the version, and exit'
complete -c chatctl -n "not __fish_seen_subcommand_from $commands" -a "$commands"
complete -c chatctl -n '__fish_seen_subcommand_from account' -a 'add certificate delete list operator operators password'
complete -c chatctl -n '__fish_seen_subcommand_from ban kick mute tell' -a '(__chatctl_column users)'
complete -c chatctl -n '__fish_seen_subcommand_from ban mute' -l for -x -d 'How long'
complete -c chatctl -n '__fish_seen_subcommand_from ban mute' -l until -x -d 'The date of its end, in UTC'
complete -c chatctl -n '__fish_seen_subcommand_from unban' -a '(__chatctl_column bans)'
complete -c chatctl -n '__fish_seen_subcommand_from unmute' -a '(__chatctl_column mutes)'
complete -c chatctl -n '__fish_seen_subcommand_from room' -a 'forget owner'
complete -c chatctl -n '__fish_seen_subcommand_from rooms' -a '(__chatctl_column rooms)'
complete -c chatctl -n '__fish_seen_subcommand_from set' -a '(__chatctl_column limits)'
complete -c chatctl -n '__fish_seen_subcommand_from loglevel' -a 'debug info notice warning error'
