# SPDX-License-Identifier: MIT
# bash completion for chatd(8).  The options of -o come from chatd itself, so that
# they are those of the chatd that is being run.

_chatd_options()
{
	"$1" --help 2>/dev/null | sed -n 's/^\([a-z_]*\)\( = .*\)\{0,1\}$/\1=/p'
}

_chatd()
{
	local word=${COMP_WORDS[COMP_CWORD]}
	local before=${COMP_WORDS[COMP_CWORD - 1]}

	case $before in
	-c)
		compopt -o filenames 2>/dev/null
		mapfile -t COMPREPLY < <(compgen -f -- "$word")
		;;
	-o)
		compopt -o nospace 2>/dev/null
		mapfile -t COMPREPLY < \
		    <(compgen -W "$(_chatd_options "$1")" -- "$word")
		;;
	*)
		mapfile -t COMPREPLY < \
		    <(compgen -W "-c -o --check --help --version" -- "$word")
		;;
	esac
}

complete -F _chatd chatd
