import express, { type Express, type RequestHandler } from 'express';

const html = (title: string) => `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>${title}</title>
    <link rel="stylesheet" href="/docs/swagger-ui.css">
  </head>
  <body>
    <div id="swagger-ui"></div>
    <script src="/docs/swagger-ui-bundle.js"></script>
    <script src="/docs/start.js"></script>
  </body>
</html>
`;

const start = `SwaggerUIBundle({ url: '/openapi.json', dom_id: '#swagger-ui', deepLinking: true, validatorUrl: null });\n`;

/** Swagger UI draws its icons from data: addresses, and styles its elements one by one. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const secured: RequestHandler = (_request, response, next) => {
  response.set({
    'content-security-policy': policy,
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  });
  next();
};

/** `GET /docs`: the API to read and try. Everything on the page comes from this service, and nothing else may. */
export const mountDocs = (app: Express, service: string): void => {
  let files: express.RequestHandler | undefined;
  app.use('/docs', secured);
  app.get('/docs', (_request, response) => void response.type('html').send(html(service)));
  app.get('/docs/start.js', (_request, response) => void response.type('js').send(start));
  app.use('/docs', (request, response, next) => {
    files ??= express.static(swaggerUiFolder(), { index: false, maxAge: '1h' });
    files(request, response, next);
  });
};

// asked for only when the page is first opened
const swaggerUiFolder = () => require.resolve('swagger-ui-dist/package.json').replace(/package\.json$/, '');
