const CLICK_PIXELS = 5;
const KEY_PIXELS = 60;

/**
 * Pointer, wheel, pinch and keys over a map's canvas. The tool, when there is one, is asked first.
 *
 * @param map has viewport, tool, moved(), click(left, top), fitAll(), step(direction)
 */
export function listenToGestures(canvas, map) {
  const pointers = new Map();
  let start = null;
  let dragging = null; // by the tool

  const place = event => {
    const box = canvas.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  };
  const spread = () => {
    const [a, b] = [...pointers.values()];
    return {distance: Math.hypot(a[0] - b[0], a[1] - b[1]), left: (a[0] + b[0]) / 2, top: (a[1] + b[1]) / 2};
  };

  canvas.addEventListener('pointerdown', event => {
    if (event.button > 0 && event.pointerType === 'mouse') return;
    canvas.setPointerCapture(event.pointerId);
    const [left, top] = place(event);
    pointers.set(event.pointerId, [left, top]);
    start = pointers.size === 1 ? {left, top, moved: false} : null;
    dragging = start && map.tool?.grab(left, top) ? map.tool : null;
  });

  canvas.addEventListener('pointermove', event => {
    const before = pointers.get(event.pointerId);
    if (!before) return;
    const [left, top] = place(event);
    if (pointers.size === 2) {
      const was = spread();
      pointers.set(event.pointerId, [left, top]);
      const is = spread();
      map.viewport.pan(is.left - was.left, is.top - was.top);
      map.viewport.zoom(is.distance / Math.max(1, was.distance), is.left, is.top);
      map.moved();
      return;
    }
    pointers.set(event.pointerId, [left, top]);
    if (start && !start.moved && Math.hypot(left - start.left, top - start.top) < CLICK_PIXELS) return;
    if (start) start.moved = true;
    if (dragging) {
      dragging.drag(left, top);
    } else {
      map.viewport.pan(left - before[0], top - before[1]);
      map.moved();
    }
  });

  const up = event => {
    if (!pointers.delete(event.pointerId)) return;
    if (event.type === 'pointerup' && start && !start.moved) {
      if (dragging) dragging.choose();
      else if (!map.tool?.click(start.left, start.top)) map.click(start.left, start.top);
    } else {
      dragging?.drop();
    }
    start = dragging = null;
  };
  canvas.addEventListener('pointerup', up);
  canvas.addEventListener('pointercancel', up);

  canvas.addEventListener('wheel', event => {
    event.preventDefault();
    const [left, top] = place(event);
    const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? event.deltaY * 16 : event.deltaY;
    map.viewport.zoom(Math.exp(-Math.max(-200, Math.min(200, lines)) * 0.0022), left, top);
    map.moved();
  }, {passive: false});

  canvas.addEventListener('keydown', event => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (map.tool?.key(event.key, event.shiftKey) || key(event.key)) event.preventDefault();
  });

  function key(name) {
    const {viewport} = map;
    switch (name) {
      case 'ArrowLeft': viewport.pan(KEY_PIXELS, 0); break;
      case 'ArrowRight': viewport.pan(-KEY_PIXELS, 0); break;
      case 'ArrowUp': viewport.pan(0, KEY_PIXELS); break;
      case 'ArrowDown': viewport.pan(0, -KEY_PIXELS); break;
      case '+': case '=': viewport.zoom(1.3); break;
      case '-': viewport.zoom(1 / 1.3); break;
      case '0': map.fitAll(); return true;
      case '[': map.step(-1); return true;
      case ']': map.step(1); return true;
      default: return false;
    }
    map.moved();
    return true;
  }
}
