/** What the camera made goes into a record: small, and no later than the record itself. */

import { say } from "./notices.js";
import { NoPicture, shrunk } from "./picture.js";

const { t } = window.golmok;

/** Keep a file of the camera with a draft; answers whether it is a picture. `about` is what the record says of it. */
export async function takePhoto(draft, file, about) {
  try {
    await draft.addPhoto(shrunk(file), about);
  } catch (fault) {
    if (fault instanceof NoPicture) return false;
    throw fault;
  }
  say(t("사진 {count}장", { count: draft.photos.length }));
  return true;
}
