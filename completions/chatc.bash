# SPDX-License-Identifier: MIT
# bash completion for chatc(1): options, and hosts, even after "NAME@".

_chatc()
{
	local word=${COMP_WORDS[COMP_CWORD]}
	local option=${COMP_WORDS[COMP_CWORD - 1]}
	local options="--bell --color= --config= --help --log= --no-color --plain"
	local values=

	options+=" --json --listen --protocol= --send --timeout= --version"
	options+=" --ca= --cert= --key= --no-tls --tls --tofu --password-file="

	# bash cuts words at "=" and "@".
	if [[ $option == = ]]; then
		option=${COMP_WORDS[COMP_CWORD - 2]}
	fi
	case $option in
	--color)	values="auto always never" ;;
	--protocol)	values="hello sized framed plain drop" ;;
	--timeout)	values="500ms 10s 1min" ;;
	esac
	if [[ $option =~ ^--(ca|cert|config|key|log|password-file)$ ]]; then
		mapfile -t COMPREPLY < <(compgen -A file -- "${word#=}")
		compopt -o filenames 2>/dev/null
	elif [[ -n $values ]]; then
		mapfile -t COMPREPLY < \
		    <(compgen -W "$values" -- "${word#=}")
	elif [[ $word == : && $option == unix ||
	    $option == : && ${COMP_WORDS[COMP_CWORD - 2]} == unix ]]; then
		# It cuts them at ":" as well.
		mapfile -t COMPREPLY < <(compgen -A file -- "${word#:}")
		compopt -o filenames 2>/dev/null
	elif [[ $word == -* ]]; then
		mapfile -t COMPREPLY < <(compgen -W "$options" -- "$word")
		[[ ${COMPREPLY[0]-} != *= ]] || compopt -o nospace 2>/dev/null
	elif [[ " ${COMP_WORDS[*]} " == *" drop "* && $COMP_CWORD -gt 4 ]]; then
		mapfile -t COMPREPLY < <(compgen -A file -- "$word")
		compopt -o filenames 2>/dev/null
	else
		mapfile -t COMPREPLY < <(compgen -A hostname -- "$word")
	fi
}

complete -F _chatc chatc
