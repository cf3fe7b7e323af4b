const DENSEST = 2; // pixels of the canvas for one of the page

/** Makes a canvas, which is blank then, and its viewport as large as the element around it. @returns false while that is not seen */
export function fitCanvas(element, canvas, context, viewport) {
  const box = element.getBoundingClientRect();
  if (box.width < 2) return false;
  const ratio = Math.min(DENSEST, window.devicePixelRatio || 1);
  viewport.resize(box.width, box.height);
  canvas.width = Math.round(box.width * ratio);
  canvas.height = Math.round(box.height * ratio);
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  return true;
}
