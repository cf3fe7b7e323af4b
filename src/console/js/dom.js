// Elements by hand. Text becomes text nodes, always: what a rover or a database says is never read as HTML.

/**
 * @param what a tag with classes, such as 'div.card.wide'
 * @param attributes names and values; on… are listeners, true is an empty attribute, null and false leave it out
 * @param children elements, texts, numbers, arrays of them; null and false are left out
 */
export function h(what, attributes = {}, ...children) {
  const [tag, ...classes] = what.split('.');
  return fill(document.createElement(tag), classes, attributes, children);
}

/** As h, for SVG. */
export function s(what, attributes = {}, ...children) {
  const [tag, ...classes] = what.split('.');
  return fill(document.createElementNS('http://www.w3.org/2000/svg', tag), classes, attributes, children);
}

function fill(element, classes, attributes, children) {
  if (classes.length) element.setAttribute('class', classes.join(' '));
  for (const [name, value] of Object.entries(attributes)) set(element, name, value);
  add(element, children);
  return element;
}

function set(element, name, value) {
  if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
  else if (name === 'value') element.value = value;
  else if (name.startsWith('aria-') && value != null) element.setAttribute(name, value); // false says something there
  else if (value === true) element.setAttribute(name, '');
  else if (value !== false && value != null) element.setAttribute(name, value);
}

function add(element, children) {
  for (const child of children) {
    if (Array.isArray(child)) add(element, child);
    else if (child != null && child !== false) element.append(child);
  }
}

/** Writes a text only when it differs: an untouched text node costs the browser nothing. */
export function text(element, value) {
  const string = String(value);
  if (element.textContent !== string) element.textContent = string;
}

/** Sets or removes an attribute, only when it differs. */
export function attribute(element, name, value) {
  if (value == null || value === false && !name.startsWith('aria-')) {
    if (element.hasAttribute(name)) element.removeAttribute(name);
  } else if (element.getAttribute(name) !== String(value)) {
    element.setAttribute(name, value);
  }
}

/**
 * Makes a parent's children fit a list, keeping the elements of items that stay (and with them focus and scrolling).
 * @param key of an item; @param make an element for an item; @param update (element, item)
 */
export function keyed(parent, items, key, make, update) {
  const old = parent.keyedElements ?? new Map();
  const fresh = new Map();
  let next = parent.firstChild;
  for (const item of items) {
    const id = key(item);
    const element = old.get(id) ?? make(item);
    old.delete(id);
    fresh.set(id, element);
    update(element, item);
    if (element === next) next = next.nextSibling;
    else parent.insertBefore(element, next);
  }
  for (const element of old.values()) element.remove();
  parent.keyedElements = fresh;
}

/** An element's parts by their data-part, for update functions. */
export function parts(element) {
  element.parts ??= Object.fromEntries([...element.querySelectorAll('[data-part]')].map(each => [each.dataset.part, each]));
  return element.parts;
}
