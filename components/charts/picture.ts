const SCALE = 2;
const MARGIN = 16;

// What the look of a shape depends on: written into the copy, which knows no style sheet.
const looks = [
  'display',
  'fill',
  'fill-opacity',
  'opacity',
  'overflow',
  'shape-rendering',
  'stroke',
  'stroke-dasharray',
  'stroke-linecap',
  'stroke-linejoin',
  'stroke-opacity',
  'stroke-width',
  'vector-effect',
] as const;

/**
 * What `figure` shows, at double density, as a PNG: its drawings by way of an image (`img-src data:` is all the policy has
 * to allow), its words set again with the page's own fonts, which no SVG image may load. What is marked
 * `data-off-picture` is left out. Throws when the browser cannot draw it.
 */
export async function drawPicture(figure: HTMLElement): Promise<Blob> {
  const frame = frameOf(figure);
  const canvas = document.createElement('canvas');
  canvas.width = (frame.width + 2 * MARGIN) * SCALE;
  canvas.height = (frame.height + 2 * MARGIN) * SCALE;
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('no canvas to draw on');
  context.scale(SCALE, SCALE);
  context.fillStyle = groundOf(figure);
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.translate(MARGIN - frame.left, MARGIN - frame.top);
  context.drawImage(await imageOf(figure, frame), frame.left - MARGIN, frame.top - MARGIN);
  drawWords(figure, context);
  return new Promise((resolve, reject) =>
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('the canvas gave no picture'))), 'image/png'),
  );
}

// A figure may be stretched by its neighbours: what lies below its last part is no picture.
function frameOf(figure: HTMLElement): DOMRect {
  const { left, top, width, bottom } = figure.getBoundingClientRect();
  const end = figure.lastElementChild?.getBoundingClientRect().bottom ?? bottom;
  return new DOMRect(left, top, width, end - top);
}

function groundOf(element: Element): string {
  for (let node: Element | null = element; node; node = node.parentElement) {
    const ground = getComputedStyle(node).backgroundColor;
    if (ground !== 'rgba(0, 0, 0, 0)' && ground !== 'transparent') return ground;
  }
  return 'white';
}

async function imageOf(figure: HTMLElement, frame: DOMRect): Promise<HTMLImageElement> {
  const sheet = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  const [width, height] = [frame.width + 2 * MARGIN, frame.height + 2 * MARGIN];
  place(sheet, { width, height, viewBox: `0 0 ${width} ${height}` });
  for (const drawing of figure.querySelectorAll('svg')) {
    if (drawing.parentElement?.closest('svg, [data-off-picture]')) continue;
    const { left, top, width, height } = drawing.getBoundingClientRect();
    if (width === 0 || !isShown(drawing)) continue;
    const copy = copyOf(drawing);
    place(copy, { x: left - frame.left + MARGIN, y: top - frame.top + MARGIN, width, height });
    sheet.append(copy);
  }
  const image = new Image();
  image.width = width * SCALE;
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(new XMLSerializer().serializeToString(sheet))}`;
  await image.decode();
  return image;
}

function copyOf(element: Element): Element {
  const copy = element.cloneNode(false);
  if (!(copy instanceof Element)) throw new Error('an element copies as one');
  const style = getComputedStyle(element);
  copy.removeAttribute('class');
  for (const look of looks) copy.setAttribute(look, style.getPropertyValue(look));
  for (const child of element.children) if (child.localName !== 'text') copy.append(copyOf(child));
  return copy;
}

function place(element: Element, attributes: Record<string, string | number>): void {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
}

function drawWords(figure: HTMLElement, context: CanvasRenderingContext2D): void {
  const walker = document.createTreeWalker(figure, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    const holder = node.parentElement;
    if (holder === null || holder.closest('[data-off-picture], .sr-only')) continue;
    if (!isShown(holder)) continue;
    const style = getComputedStyle(holder);
    context.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
    context.fillStyle = holder instanceof SVGElement ? style.fill : style.color;
    for (const { word, x, top } of wordsOf(node)) {
      context.fillText(word, x, top + context.measureText(word).fontBoundingBoxAscent);
    }
  }
}

// By its ancestors' styles: Chromium gives words of an SVG group that is not displayed a place all the same.
function isShown(element: Element): boolean {
  for (let node: Element | null = element; node; node = node.parentElement) {
    if (getComputedStyle(node).display === 'none') return false;
  }
  return getComputedStyle(element).visibility !== 'hidden';
}

// Word by word, since a line may be broken anywhere between them.
function wordsOf(node: Node): { word: string; x: number; top: number }[] {
  return [...(node.textContent ?? '').matchAll(/\S+/g)].flatMap(({ 0: word, index }) => {
    const range = document.createRange();
    range.setStart(node, index);
    range.setEnd(node, index + word.length);
    const rect = range.getClientRects()[0];
    return rect && rect.width > 0 ? [{ word, x: rect.left, top: rect.top }] : [];
  });
}
