# SPDX-License-Identifier: MIT
# bash completion for chatd-bench(1).

_chatd-bench()
{
	local word=${COMP_WORDS[COMP_CWORD]}
	local option=${COMP_WORDS[COMP_CWORD - 1]}
	local options="--askers --at-once --churn --connections --count
	    --duration --help --idle --json --other --pin --plot --quiet --resume
	    --server-pid --size --source --threads --timeout --tls --version
	    --warmup --window --wire"
	local loads="idle login pairs room spread who"
	local wires="drop framed hello irc irc-ack memcached nats nats-ack plain
	    redis sized"

	# bash cuts words at ":".
	if [[ $word == : && $option == unix ||
	    $option == : && ${COMP_WORDS[COMP_CWORD - 2]} == unix ]]; then
		mapfile -t COMPREPLY < <(compgen -A file -- "${word#:}")
		compopt -o filenames 2>/dev/null
		return
	fi
	case $option in
	-w|--wire)
		mapfile -t COMPREPLY < <(compgen -W "$wires" -- "$word") ;;
	-g|--plot)
		mapfile -t COMPREPLY < <(compgen -f -- "$word") ;;
	idle|login|pairs|room|spread|who)
		mapfile -t COMPREPLY < <(compgen -A hostname -- "$word") ;;
	*)
		mapfile -t COMPREPLY < \
		    <(compgen -W "$options $loads" -- "$word") ;;
	esac
}

complete -F _chatd-bench chatd-bench
