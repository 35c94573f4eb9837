// @medplum/core asks for Node 22: as it is loaded it extends WebSocket, which Node 20 has not. Nothing here opens one.
const lacking = globalThis as { WebSocket?: unknown };
lacking.WebSocket ??= class {
  url = '';
};
