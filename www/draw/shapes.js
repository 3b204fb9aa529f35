// Lines, discs and styles of a canvas, as most pictures need them. Used by the other files of draw/.

/** @typedef {([x: number, y: number] | null)[]} Points null for a gap */

/** Sets several properties of a context at once. @param {CanvasRenderingContext2D} context @param {Partial<CanvasRenderingContext2D>} style */
export function setStyle(context, style) {
  Object.assign(context, style);
}

/** @param {HTMLCanvasElement} canvas */
export function contextOf(canvas) {
  const context = canvas.getContext("2d");
  if (context === null) throw new Error("canvas: expected a 2d context, got none");
  return context;
}

/** Adds a line to the path. @param {CanvasRenderingContext2D | Path2D} path @param {number} x1 @param {number} y1 @param {number} x2 @param {number} y2 */
export function addLine(path, x1, y1, x2, y2) {
  path.moveTo(x1, y1);
  path.lineTo(x2, y2);
}

/** Adds a line through points to the path, with gaps. @param {CanvasRenderingContext2D | Path2D} path @param {Points} points */
export function addCurve(path, points) {
  points.forEach((point, i) => {
    if (point === null) return;
    if (points[i - 1]) path.lineTo(...point);
    else path.moveTo(...point);
  });
}

/** Adds a diamond to the path. @param {CanvasRenderingContext2D} context @param {number} x @param {number} y @param {number} size from its middle to a corner */
export function addDiamond(context, x, y, size) {
  context.moveTo(x - size, y);
  context.lineTo(x, y - size);
  context.lineTo(x + size, y);
  context.lineTo(x, y + size);
  context.closePath();
}

/**
 * Strokes one line.
 * @param {CanvasRenderingContext2D} context
 * @param {number} x1
 * @param {number} y1
 * @param {number} x2
 * @param {number} y2
 * @param {number[]} [dash]
 */
export function strokeLine(context, x1, y1, x2, y2, dash = []) {
  context.setLineDash(dash);
  context.beginPath();
  addLine(context, x1, y1, x2, y2);
  context.stroke();
  context.setLineDash([]);
}

/** Fills a disc, which stays the path. @param {CanvasRenderingContext2D} context @param {number} x @param {number} y @param {number} radius */
export function fillDisc(context, x, y, radius) {
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.fill();
}
