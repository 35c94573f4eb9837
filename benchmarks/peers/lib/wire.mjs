// When requests and answers were on the wire, by the kernel's clock: whoever sends the load has too little of the processor to tell.
import { spawn, spawnSync } from 'node:child_process';
import { openSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { work } from './processes.mjs';

const canListen = () => spawnSync('tcpdump', ['-D']).status === 0 && process.getuid?.() === 0;

/** Of a file of tcpdump's, each packet with a payload: when (ms), from and to which port, and how the payload begins. */
function* packetsOf(file) {
  const bytes = readFileSync(file);
  for (let at = 24; at + 16 <= bytes.length;) {
    const [seconds, micros, kept, length] = [0, 4, 8, 12].map((i) => bytes.readUInt32LE(at + i));
    const frame = bytes.subarray(at + 16, at + 16 + kept);
    at += 16 + kept;
    const [ip, ether] = [14, 14];
    const tcp = ip + (frame[ip] & 0x0f) * 4;
    const payload = tcp + (frame[tcp + 12] >> 4) * 4;
    if (ether + frame.readUInt16BE(ip + 2) <= payload || length <= payload) continue;
    const [from, to] = [frame.readUInt16BE(tcp), frame.readUInt16BE(tcp + 2)];
    yield { at: seconds * 1000 + micros / 1000, from, to, text: frame.toString('latin1', payload, payload + 12) };
  }
}

/**
 * Does `run`, and returns with its result an exchange for each answer that left the port meanwhile: its status, when the last of its
 * request came (`at`, in milliseconds since the first of all), and how long the answer took. Undefined exchanges: tcpdump is not
 * here, or may not listen.
 */
export const onWire = async (port, run) => {
  if (!canListen()) return { result: await run() };
  const file = path.join(work, 'wire.pcap');
  const tcpdump = spawn('tcpdump', ['-i', 'lo', '-s', '160', '-B', '32768', '-w', '-', `tcp port ${port}`], {
    stdio: ['ignore', openSync(file, 'w'), 'pipe'],
  });
  await new Promise((resolve) => tcpdump.stderr.once('data', resolve));
  const result = await run();
  await pause(300);
  const ended = new Promise((resolve) => tcpdump.once('exit', resolve));
  tcpdump.kill('SIGINT');
  await ended;
  const asked = new Map();
  const exchanges = [];
  let began;
  for (const { at, from, to, text } of packetsOf(file)) {
    began ??= at;
    if (to === port) asked.set(from, at);
    else if (text.startsWith('HTTP/1.1 ') && asked.has(to)) {
      exchanges.push({ status: Number(text.slice(9, 12)), at: asked.get(to) - began, ms: at - asked.get(to) });
      asked.delete(to);
    }
  }
  rmSync(file);
  return { result, exchanges };
};
