// What each service can be asked and what it says, from its own openapi.json and asyncapi.json.

import {h} from './dom.js';
import {findServices} from './places.js';
import {schemaText} from './schema-text.js';

const PATIENCE_MS = 10_000;
const MOST_BYTES = 1_000_000;
const MOST = 500; // calls of a service, messages of a channel
const METHODS = ['get', 'post', 'put', 'delete'];
const SOCKETS = ['discovery', 'dispatch', 'gps'];

const services = await findServices(location.href);
const calls = document.getElementById('calls');
let shown = null;

/** A document and what its references name. */
class Document {
  constructor(json, other) {
    this.json = json;
    this.other = other;
    this.resolve = reference => this.#resolve(reference);
  }

  #resolve(reference) {
    let found = reference;
    for (let steps = 0; steps < 10 && typeof found?.$ref === 'string'; steps++) found = this.#find(found.$ref);
    return found;
  }

  // schemas are openapi.json's, wherever they are named
  #find(ref) {
    const [file, place] = ref.split('#/');
    const start = this.other && (file || place.startsWith('components/schemas/')) ? this.other.json : this.json;
    return place.split('/').reduce((at, step) => at?.[step], start);
  }
}

async function load(service, name) {
  const answer = await fetch(service.base + name, {signal: AbortSignal.timeout(PATIENCE_MS)});
  if (!answer.ok) throw new Error(`${name} is answered with status ${answer.status}`);
  if (Number(answer.headers.get('content-length')) > MOST_BYTES) throw new Error(`${name} is too long`);
  const text = await answer.text();
  if (text.length > MOST_BYTES) throw new Error(`${name} is too long`);
  return JSON.parse(text);
}

async function show() {
  const service = services.find(each => `#${each.name}` === location.hash) ?? services[0];
  if (service === shown) return;
  shown = service;
  document.title = `${service.title}: calls – Depot`;
  document.getElementById('services').replaceChildren(...services.map(each =>
    h('a', {href: `#${each.name}`, 'aria-current': each === service ? 'page' : null}, each.title)));
  calls.replaceChildren(h('p.muted', {}, `Asking ${service.title} …`));
  try {
    const open = new Document(await load(service, 'openapi.json'));
    const sockets = SOCKETS.includes(service.name) ? new Document(await load(service, 'asyncapi.json'), open) : null;
    if (service === shown) calls.replaceChildren(...ofService(service, open, sockets));
  } catch (error) {
    if (service === shown) calls.replaceChildren(h('p.problem', {}, `${service.title} cannot be asked what it answers: ${error.message}`));
  }
}

function ofService(service, open, sockets) {
  const {info, tags = []} = open.json;
  return [h('h2', {}, info?.title), h('p', {}, info?.description),
    h('p.links', {}, h('a', {href: `${service.base}openapi.json`}, 'openapi.json'),
      sockets && [' · ', h('a', {href: `${service.base}asyncapi.json`}, 'asyncapi.json')]),
    ...tags.flatMap(tag => ofTag(open, tag)), ...(sockets ? ofSockets(sockets) : [])];
}

function ofTag(open, tag) {
  const operations = Object.entries(open.json.paths ?? {}).flatMap(([path, methods]) =>
    METHODS.filter(method => methods[method]?.tags?.includes(tag.name)).map(method => [method.toUpperCase(), path, methods[method]]));
  return [h('h3', {}, `${tag.name}: ${tag.description}`), ...operations.slice(0, MOST).map(([method, path, operation]) =>
    h('details', {}, h('summary', {}, h('code', {}, `${method} ${path}`), ` ${operation.summary}`), ofOperation(open, operation)))];
}

function ofOperation(open, operation) {
  const parameters = (operation.parameters ?? []).map(open.resolve);
  return [operation.description && h('p', {}, operation.description), h('p.hint', {}, whose(operation)),
    parameters.length > 0 && [h('h4', {}, 'Parameters'), h('dl', {}, parameters.map(each => [
      h('dt', {}, h('code', {}, each.name), ` (${each.in}${each.required ? '' : ', optional'})`),
      h('dd', {}, [schemaText(each.schema, open.resolve), each.description].filter(Boolean).join('. '))]))],
    operation.requestBody && [h('h4', {}, 'Body'), ofContent(open, operation.requestBody.content)],
    Object.entries(operation.responses ?? {}).map(([status, reference]) => ofAnswer(open, status, open.resolve(reference) ?? {}))];
}

function whose(operation) {
  if (operation.security?.length === 0) return 'Anybody may call it.';
  const rovers = JSON.stringify(operation.security ?? '').includes('rover');
  return rovers ? 'Rovers call it (ROVER_TOKEN).' : 'Operators call it (CONSOLE_TOKEN).';
}

function ofAnswer(open, status, answer) {
  const good = Number(status) < 300;
  return [h('h4', {}, `${status}: ${answer.description}`), good && answer.content && ofContent(open, answer.content)];
}

function ofContent(open, content) {
  return Object.entries(content).map(([type, media]) => [h('p.hint', {}, type),
    media.schema && Object.keys(media.schema).length > 0 && code(schemaText(media.schema, open.resolve)),
    media.example !== undefined && example(media.example)]);
}

function example(value) {
  return [h('h4', {}, 'Example'), code(typeof value === 'string' ? value : JSON.stringify(value, null, 1))];
}

// it may have to be scrolled, so the keyboard has to come to it
function code(text) {
  return h('pre', {tabindex: 0, role: 'region', 'aria-label': 'JSON'}, h('code', {}, text));
}

function ofSockets(sockets) {
  const operations = Object.values(sockets.json.operations ?? {});
  return Object.values(sockets.json.channels ?? {}).flatMap(channel => [
    h('h3', {}, `WebSocket ${channel.address}: ${channel.title}`), h('p', {}, channel.description),
    ...['receive', 'send'].flatMap(action => operations.filter(each => each.action === action && sockets.resolve(each.channel) === channel)
      .flatMap(each => each.messages).slice(0, MOST).map(sockets.resolve).map(message => ofMessage(sockets, action, message)))]);
}

function ofMessage(sockets, action, message) {
  const way = action === 'receive' ? 'to the service' : 'from the service';
  return h('details', {}, h('summary', {}, h('code', {}, message.name), ` ${way}. ${message.summary}`),
    code(schemaText(message.payload, sockets.resolve)), (message.examples ?? []).map(each => example(each.payload)));
}

addEventListener('hashchange', show);
show();
