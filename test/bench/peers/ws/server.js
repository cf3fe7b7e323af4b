// ws, in Node: a stream of frames to all who are connected, as Peer.java's; frames of one turn of the event loop are joined and written to
// the socket beneath ws at once, which is what it takes to be fast with it. Less than the others: one thread; a heartbeat is thrown away.
'use strict';
const http = require('http');
const { WebSocketServer } = require('ws');

const BYTES = 200;
const clients = new Set();

// at: when it is due, also where the loop is late for it
function frame(due) {
  const at = due.toString().padStart(20, '0');
  const text = `{"at":"${at}","fill":"`;
  return Buffer.from(text + 'x'.repeat(BYTES - text.length - 2) + '"}');
}

function encoded(payload) {
  const head = Buffer.from([0x81, 126, payload.length >> 8, payload.length & 255]);
  return Buffer.concat([head, payload]);
}

function publish(count, perSecond) {
  const from = process.hrtime.bigint();
  let sent = 0;
  (function turn() {
    const due = perSecond === 0 ? Math.min(count, sent + 160)
      : Math.min(count, Number((process.hrtime.bigint() - from) * BigInt(perSecond) / 1000000000n));
    let behind = 0;
    for (const socket of clients) if (socket._socket.writableLength > behind) behind = socket._socket.writableLength;
    if (due > sent && !(perSecond === 0 && behind > 0)) {
      const frames = [];
      for (; sent < due; sent++) {
        const at = perSecond === 0 ? process.hrtime.bigint() : from + BigInt(sent) * 1000000000n / BigInt(perSecond);
        frames.push(encoded(frame(at)));
      }
      const joined = Buffer.concat(frames);
      for (const socket of clients) if (socket._socket.writableLength < 1 << 20) socket._socket.write(joined);
    }
    if (sent < count) (perSecond === 0 ? setImmediate : setTimeout)(turn, 1);
  })();
}

const server = http.createServer((request, response) => {
  request.on('data', () => {});
  request.on('end', () => {
    response.setHeader('Content-Type', 'application/json');
    response.end('{"ok":true}');
  });
});
const sockets = new WebSocketServer({ server, path: '/fanout', perMessageDeflate: false });
sockets.on('connection', socket => {
  clients.add(socket);
  socket.on('message', text => { const m = JSON.parse(text); publish(m.count, m.perSecond); });
  socket.on('close', () => clients.delete(socket));
  socket.on('error', () => {});
});
server.listen(0, '127.0.0.1', () => console.error(`peer: listening on port ${server.address().port}`));
setTimeout(() => process.exit(0), 3600000).unref(); // should nobody end it
