# SPDX-License-Identifier: MIT
# Print the results of tests/bench/compare as a table, with a line for each of servers
# and a column for each of loads.  shown says which figures: "cpu" (rate and processor
# time), "rate" or "p99".  A line of input is round, load, server, rate, CPU seconds
# per million, p99 in microseconds, and whether the generator was the limit; anything
# after that is ignored.

function median(list, count,    i, j, swap) {
	for (i = 1; i <= count; i++)
		for (j = i + 1; j <= count; j++)
			if (list[j] < list[i]) {
				swap = list[i]
				list[i] = list[j]
				list[j] = swap
			}
	if (count % 2)
		return list[(count + 1) / 2]
	return (list[count / 2] + list[count / 2 + 1]) / 2
}

# Return the median of what was measured, or -1 if nothing was.
function value_of(load, server, column,    i, n, list) {
	for (i = 0; i <= last; i++)
		if ((i, load, server) in seen)
			list[++n] = value[i, load, server, column] + 0
	return n ? median(list, n) : -1
}

# Return the median of the ratios to the first server, or to one worker, in the
# same round.
function ratio_of(load, server, column,    i, n, list, base) {
	base = name[1]
	if (server ~ /-[12]$/)
		base = substr(server, 1, length(server) - 1) "1"
	for (i = 0; i <= last; i++)
		if ((i, load, server) in seen &&
		    (i, load, base) in seen &&
		    value[i, load, base, column] > 0)
			list[++n] = value[i, load, server, column] / \
			    value[i, load, base, column]
	return n ? sprintf(" x%.2f", median(list, n)) : ""
}

# Format a number with three digits, and a letter if it is large.
function short(number) {
	if (number >= 1e6)
		return sprintf("%.2f M", number / 1e6)
	if (number >= 1e5)
		return sprintf("%.0f k", number / 1e3)
	if (number >= 1e4)
		return sprintf("%.1f k", number / 1e3)
	return sprintf(number >= 100 ? "%.0f" : "%.2f", number)
}

function cell(load, server) {
	if (value_of(load, server, 4) < 0)
		return "-"
	if (shown == "rate")
		return short(value_of(load, server, 4)) \
		    ratio_of(load, server, 4) limited[load, server]
	if (shown == "cpu")
		return short(value_of(load, server, 4)) " (" \
		    short(value_of(load, server, 5)) ")" \
		    ratio_of(load, server, 5) limited[load, server]
	return short(value_of(load, server, 6)) \
	    ratio_of(load, server, 6)
}

{
	seen[$1, $2, $3] = 1
	last = $1 > last ? $1 : last
	for (i = 4; i <= 6; i++)
		value[$1, $2, $3, i] = $i
	if ($7 == "true")
		limited[$2, $3] = " *"
}

END {
	line = "| " corner " |"
	rule = "|---|"
	columns = split(loads, load)
	for (j = 1; j <= columns; j++) {
		title = load[j]
		sub(/-/, " ", title)
		sub(/-/, ",", title)
		line = line " " title " |"
		rule = rule "---|"
	}
	print line
	print rule
	rows = split(servers, name)
	for (i = 1; i <= rows; i++) {
		line = "| " name[i] " |"
		for (j = 1; j <= columns; j++)
			line = line " " cell(load[j], name[i]) " |"
		print line
	}
	print ""
}
