import { readFileSync } from 'node:fs';
import path from 'node:path';

const read = (file: string) => readFileSync(path.resolve(__dirname, '..', file), 'utf8');

it('gives the databases on Kubernetes the same script as everywhere', () => {
  const manifest = read('k8s/db-init.yaml');
  const [, block = ''] = manifest.split('create-service-role.sh: |\n');
  expect(block.replace(/^ {4}/gm, '')).toBe(read('db-init/create-service-role.sh'));
});

const numbers = { appointment: 1, billing: 2, doctor: 3, patient: 4, payment: 5, prescription: 6 };

it.each(Object.entries(numbers))('gives %s-service the same ports everywhere', (name, number) => {
  expect(read('docker-compose.yml')).toContain(`'127.0.0.1:${3000 + number}:${3000 + number}'`);
  expect(read(`${name}-service/Dockerfile`)).toContain(`EXPOSE ${3000 + number}`);
  expect(read(`k8s/${name}-service.yaml`)).toContain(
    `port: ${3000 + number}, targetPort: http, nodePort: ${30000 + number}`,
  );
});

it('has six Dockerfiles that differ in names and ports only', () => {
  const plain = Object.entries(numbers).map(([name, number]) => {
    const [head = '', tail = ''] = read(`${name}-service/Dockerfile`).split(/^FROM manifests AS production$/m);
    return (
      head.split('\n').slice(3).join('\n') +
      tail.replaceAll(`${name}-service`, 'NAME').replaceAll(String(3000 + number), 'PORT')
    );
  });
  expect(new Set(plain).size).toBe(1);
});
