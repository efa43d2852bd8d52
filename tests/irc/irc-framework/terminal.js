// SPDX-License-Identifier: MIT
// usage: node terminal.js HOST PORT NICK
//
// A client of IRC on a terminal, on top of irc-framework, the library under Kiwi IRC
// and The Lounge.  It shows what the library makes of the server, and has the library
// say what is typed.

'use strict';

const readline = require('readline');
const { Client } = require('irc-framework');

const [host, port, nick] = process.argv.slice(2);
const client = new Client({
    host,
    port: Number(port),
    nick,
    username: nick,
    gecos: 'Alice',
    enable_echomessage: true,
});
let target = '';

const show = (text) => console.log(text);

// What is shown of each event.
const shown = {
    registered: (event) => `Welcome, ${event.nick}`,
    join: (event) => `${event.nick} has joined ${event.channel}`,
    privmsg: (event) => `${event.target} <${event.nick}> ${event.message}`,
    action: (event) => `${event.target} * ${event.nick} ${event.message}`,
    nick: (event) => `${event.nick} is now known as ${event.new_nick}`,
    'nick in use': (event) => `in use: ${event.nick}`,
    away: (event) => event.message,
    back: (event) => event.message,
    topic: (event) => `topic of ${event.channel}: ${event.topic}`,
    kick: (event) => `${event.kicked} was kicked: ${event.message}`,
    'irc error': (event) => `error: ${event.error} ${event.reason}`,
    'socket close': () => 'disconnected',
};

for (const [event, line] of Object.entries(shown)) {
    client.on(event, (what) => show(line(what)));
}

// What is done at each command, with what stands behind it.
const commands = {
    join: (room) => client.join(room),
    window: (name) => {
        target = name;
        show(`[${name}]`);
    },
    me: (text) => client.action(target, text),
    nick: (name) => client.changeNick(name),
    away: (text) => (text ? client.raw('AWAY', text) : client.raw('AWAY')),
    topic: (text) => client.setTopic(target, text),
    kick: (text) => {
        const [name, ...reason] = text.split(' ');

        client.raw('KICK', target, name, reason.join(' '));
    },
    disconnect: () => client.quit(),
    connect: () => client.connect(),
};

const terminal = readline.createInterface({
    input: process.stdin,
    output: process.stdout,
    prompt: '',
});

terminal.on('line', (line) => {
    const [, command, rest] = /^\/(\S*) ?(.*)$/.exec(line) || [];

    // What was typed goes away, so that only what was heard is on the screen.
    process.stdout.write('\x1b[1A\x1b[2K');
    if (command in commands) {
        commands[command](rest);
    } else {
        client.say(target, line);
    }
});
client.connect();
