import { withExif } from "./exif.js";

const LONGEST = 1600;
const SMALL_ENOUGH = 1024 * 1024;

export const MAX_BYTES = 10 * 1024 * 1024;

export function toBlob(canvas) {
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("canvas"))), "image/jpeg", 0.85);
  });
}

/** White below, since a transparent PNG would turn black as JPEG. */
function paint(bitmap, width, height) {
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  const pen = canvas.getContext("2d");
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, width, height);
  pen.drawImage(bitmap, 0, 0, width, height);
  return canvas;
}

/** The file to send and a canvas to look at: a picture's longer side is brought to 1600 px, anything else stays as it is. */
export async function shrink(file) {
  if (!file.type.startsWith("image/")) return { file, preview: null };
  const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
  const scale = Math.min(1, LONGEST / Math.max(bitmap.width, bitmap.height));
  const thumb = Math.min(1, 320 / Math.max(bitmap.width, bitmap.height));
  const preview = paint(bitmap, Math.max(1, Math.round(bitmap.width * thumb)), Math.max(1, Math.round(bitmap.height * thumb)));
  const known = file.type === "image/jpeg" || file.type === "image/png";
  if (scale === 1 && known && file.size <= SMALL_ENOUGH) {
    bitmap.close();
    return { file, preview };
  }
  const drawn = await toBlob(paint(bitmap, Math.round(bitmap.width * scale), Math.round(bitmap.height * scale)));
  const blob = await withExif(file, drawn);
  bitmap.close();
  const name = file.name.replace(/\.[^.]*$/, "") + ".jpg";
  return { file: new File([blob], name, { type: "image/jpeg", lastModified: file.lastModified }), preview };
}

export function accepts(accept, file) {
  const name = file.name.toLowerCase();
  return accept.split(",").map((one) => one.trim().toLowerCase()).filter(Boolean).some((one) => {
    if (one.startsWith(".")) return name.endsWith(one) || (one === ".jpg" && name.endsWith(".jpeg"));
    if (one.endsWith("/*")) return file.type.startsWith(one.slice(0, -1));
    return file.type === one;
  });
}
