# SPDX-License-Identifier: MIT
# bash completion for chatc(1): options, and hosts after "NAME@" too.

_chatc()
{
	local word=${COMP_WORDS[COMP_CWORD]}
	local before=${COMP_WORDS[COMP_CWORD - 1]}
	local options="--color= --help --no-color --plain --version"

	# bash cuts words at "=" and "@".
	if [[ $before == --color || $word == = ]]; then
		mapfile -t COMPREPLY < \
		    <(compgen -W "auto always never" -- "${word#=}")
	elif [[ $before == = ]]; then
		mapfile -t COMPREPLY < \
		    <(compgen -W "auto always never" -- "$word")
	elif [[ $word == -* ]]; then
		mapfile -t COMPREPLY < <(compgen -W "$options" -- "$word")
		[[ ${COMPREPLY[0]-} != *= ]] || compopt -o nospace 2>/dev/null
	else
		mapfile -t COMPREPLY < <(compgen -A hostname -- "$word")
	fi
}

complete -F _chatc chatc
