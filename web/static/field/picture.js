/** A photo of the camera as we keep it: upright, small, and nothing in it but the picture. */

const LONGEST_SIDE = 1600;
const QUALITY = 0.82;

/** A file is no picture that can be read here. */
export class NoPicture extends Error {}

let last = Promise.resolve();

/** Shrink a file of the camera, one after the other as a phone has no room for many at once; throws NoPicture. */
export function shrunk(file) {
  const made = last.then(() => drawnSmall(file));
  last = made.catch(() => {});
  return made.catch((cause) => {
    throw new NoPicture(file.name, { cause });
  });
}

async function drawnSmall(file) {
  const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
  const scale = Math.min(1, LONGEST_SIDE / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(bitmap.width * scale));
  canvas.height = Math.max(1, Math.round(bitmap.height * scale));
  canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  return asJpeg(canvas);
}

/** A canvas as JPEG: drawn anew, so that no position and no name of a device is in it. */
export const asJpeg = (canvas) =>
  new Promise((keep, fail) => {
    canvas.toBlob(
      (blob) => (blob ? keep(blob) : fail(new Error("The picture could not be made."))),
      "image/jpeg",
      QUALITY,
    );
  });
