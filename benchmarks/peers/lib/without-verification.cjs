// Loaded before a service: who calls is not looked at, and taken for a receptionist. For measuring what verification costs, and for nothing else.
const path = require('node:path');
const caller = { issuer: 'nobody', subject: 'receptionist', roles: ['receptionist'] };
require(path.resolve('../service-kit/dist/tokens.js')).openTokens = () => ({ verify: () => caller });
