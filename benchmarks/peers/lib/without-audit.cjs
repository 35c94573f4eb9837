// Loaded before a service: no request leaves an event. For measuring what events cost, and for nothing else.
const path = require('node:path');
require(path.resolve('../service-kit/dist/audited-request.js')).auditRequest = () => undefined;
