// Serves the page at http://127.0.0.1:3020/, or at the port that PORT names.
import { createReadStream } from 'node:fs';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';

const files = {
  '/': ['index.html', 'text/html; charset=utf-8'],
  '/app.js': ['app.js', 'text/javascript; charset=utf-8'],
  '/fhir-client.js': ['node_modules/fhirclient/build/fhir-client.min.js', 'text/javascript; charset=utf-8'],
};
const port = Number(process.env.PORT ?? 3020);

createServer((request, response) => {
  const [file, type] = files[new URL(request.url, 'http://localhost').pathname] ?? [];
  if (!file) return void response.writeHead(404).end();
  const stream = createReadStream(fileURLToPath(new URL(file, import.meta.url)));
  stream.once('open', () => response.writeHead(200, { 'content-type': type, 'cache-control': 'no-store' }));
  stream.once('error', () => response.writeHead(500).end('Install what the page needs: npm ci\n'));
  stream.pipe(response);
}).listen(port, '127.0.0.1', () => console.log(`http://127.0.0.1:${port}/`));
