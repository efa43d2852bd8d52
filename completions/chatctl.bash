# SPDX-License-Identifier: MIT
# bash completion for chatctl(8).  Names of users and options come from the running
# chatd, if the user may ask it.

# _chatctl_column CHATCTL REQUEST: print the first column of the reply that comes
# from the socket which the command line names.
_chatctl_column()
{
	local i at=()

	for ((i = 2; i < COMP_CWORD; i++)); do
		[[ ${COMP_WORDS[i - 1]} != -s && \
		    ${COMP_WORDS[i - 1]} != --socket ]] ||
			at=(-s "${COMP_WORDS[i]}")
	done
	"$1" "${at[@]}" "$2" 2>/dev/null | sed -n '2,$s/ .*//p'
}

_chatctl()
{
	local word=${COMP_WORDS[COMP_CWORD]}
	local options="--help --json --socket --version --wide"
	local commands="account ban bans cluster connections drain help kick limits
	    loglevel metrics mute mutes reload room rooms set status tell top unban
	    unmute users workers"

	case ${COMP_WORDS[COMP_CWORD - 1]} in
	-s|--socket)
		compopt -o filenames 2>/dev/null
		mapfile -t COMPREPLY < <(compgen -f -- "$word")
		;;
	account)
		mapfile -t COMPREPLY < \
		    <(compgen -W "add certificate delete list operator operators password" -- "$word")
		;;
	room)
		mapfile -t COMPREPLY < \
		    <(compgen -W "forget owner" -- "$word")
		;;
	rooms)
		mapfile -t COMPREPLY < \
		    <(compgen -W "$(_chatctl_column "$1" rooms)" -- "$word")
		;;
	ban|kick|mute|tell)
		mapfile -t COMPREPLY < \
		    <(compgen -W "$(_chatctl_column "$1" users)" -- "$word")
		;;
	unban)
		mapfile -t COMPREPLY < \
		    <(compgen -W "$(_chatctl_column "$1" bans)" -- "$word")
		;;
	unmute)
		mapfile -t COMPREPLY < \
		    <(compgen -W "$(_chatctl_column "$1" mutes)" -- "$word")
		;;
	set)
		mapfile -t COMPREPLY < \
		    <(compgen -W "$(_chatctl_column "$1" limits)" -- "$word")
		;;
	loglevel)
		mapfile -t COMPREPLY < \
		    <(compgen -W "debug info notice warning error" -- "$word")
		;;
	*)
		mapfile -t COMPREPLY < \
		    <(compgen -W "$options $commands" -- "$word")
		;;
	esac
}

complete -F _chatctl chatctl
