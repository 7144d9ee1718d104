/** A photo of the camera as we keep it: upright, small, and nothing in it but the picture. */

const LONGEST_SIDE = 1600;
const QUALITY = 0.82;

/** Shrink a file of the camera; throws when it is no picture. */
export async function shrunk(file) {
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
