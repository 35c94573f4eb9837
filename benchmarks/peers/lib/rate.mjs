// Requests at a constant rate, each timed from the moment at which it was due, so that a stall counts against all that it delays.
import net from 'node:net';
import { tokenFor } from './issuer.mjs';

const connections = 64;
/** So long may the last answers take after the last request was due. */
const patienceMs = 8000;

/** @param paths are asked for at random, `rate` of them a second. @returns milliseconds, and how many answers were no success or did not come */
export const atRate = async (port, paths, { rate, seconds, role = 'receptionist' }) => {
  const authorization = `Authorization: Bearer ${await tokenFor(role)}`;
  const requests = paths.map((path) => `GET ${path} HTTP/1.1\r\nHost: bench\r\n${authorization}\r\n\r\n`);
  const total = Math.floor(rate * seconds);
  const times = [];
  const idle = [];
  let [sent, bad] = [0, 0];
  const began = performance.now() + 50;
  const dueOf = (n) => began + (n * 1000) / rate;

  const send = () => {
    while (sent < total && idle.length > 0 && dueOf(sent) <= performance.now()) {
      const socket = idle.pop();
      socket.due = dueOf(sent++);
      socket.write(requests[Math.floor(Math.random() * requests.length)]);
    }
  };
  const sockets = Array.from({ length: connections }, () => {
    const socket = net.connect(port, '127.0.0.1').setNoDelay(true).setEncoding('latin1');
    let text = '';
    socket.on('connect', () => idle.push(socket));
    socket.on('data', (chunk) => {
      text += chunk;
      const head = text.indexOf('\r\n\r\n');
      const length = Number(/content-length: (\d+)/i.exec(text.slice(0, Math.max(0, head)))?.[1] ?? 0);
      if (head < 0 || text.length < head + 4 + length) return;
      if (text[9] !== '2') bad++;
      times.push(performance.now() - socket.due);
      text = '';
      idle.push(socket);
      send();
    });
    return socket;
  });
  await new Promise((resolve) => {
    const timer = setInterval(() => {
      send();
      if (times.length < total && performance.now() < dueOf(total) + patienceMs) return;
      clearInterval(timer);
      resolve();
    }, 1);
  });
  for (const socket of sockets) socket.destroy();
  times.sort((a, b) => a - b);
  const at = (share) => times[Math.min(times.length - 1, Math.floor(share * times.length))];
  return { p50: at(0.5), p99: at(0.99), bad: bad + total - times.length };
};
