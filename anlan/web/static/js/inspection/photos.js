import { make, toast } from "../dom.js";
import { MAX_BYTES, shrink } from "../shrink.js";

const MOST = 10;
const SIDE = 160;

async function drawn(file) {
  const bitmap = await createImageBitmap(file);
  const scale = Math.min(1, SIDE / Math.max(bitmap.width, bitmap.height));
  const canvas = make("canvas", { width: Math.max(1, Math.round(bitmap.width * scale)), height: Math.max(1, Math.round(bitmap.height * scale)) });
  canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  return canvas;
}

function face(sheet, photo) {
  const known = sheet.faces[photo];
  if (known) return make("a", { href: known.url, "data-lightbox": "answer" }, make("img", { src: known.thumb, alt: known.name, loading: "lazy" }));
  const place = make("span", { class: "photo-wait" }, "照片");
  const file = sheet.files[photo.slice(1)];
  if (file) drawn(file).then((canvas) => place.replaceChildren(canvas)).catch(() => {});
  return place;
}

/** Photos of one answer: taken here, small at once, kept on the phone before they are sent. `changed` gets the new list. */
export function photosOf(sheet, photos, changed) {
  const list = make("ul", { class: "answer-photos" });
  const box = make("div", { class: "answer-photos-box" }, list);
  const draw = (ids) => list.replaceChildren(...ids.map((photo) => {
    const remove = make("button", { type: "button", class: "file-remove", "aria-label": "移除照片" }, "×");
    remove.addEventListener("click", () => set(ids.filter((one) => one !== photo)));
    return make("li", {}, face(sheet, photo), remove);
  }));
  const set = async (ids) => {
    current = ids;
    draw(ids);
    await changed(ids);
  };
  let current = photos;
  const take = async (files) => {
    for (const file of files) {
      if (current.length >= MOST) return toast(`最多 ${MOST} 张照片`, { tone: "error" });
      if (!file.size) toast(`“${file.name}”是空的，请重新拍照或选择`, { tone: "error" });
      else {
        try {
          const small = (await shrink(file)).file;
          if (small.size > MAX_BYTES) toast(`“${file.name}”超过 10 MB，请压缩后再传`, { tone: "error" });
          else await set([...current, await sheet.addPhoto(small)]);
        } catch (error) {
          const full = error.name === "QuotaExceededError";
          toast(full ? "手机存储空间不足，照片没有存下，请清理空间" : `“${file.name}”打不开，请换一张 JPG 或 PNG`, { tone: "error" });
        }
      }
    }
    return null;
  };
  const input = (label, more) => {
    const control = make("input", { type: "file", class: "visually-hidden", accept: "image/jpeg,image/png", "aria-label": `检查时照片：${label}`, ...more });
    control.addEventListener("change", () => {
      const files = [...control.files];
      control.value = "";
      take(files);
    });
    return make("label", { class: more.capture ? "button only-touch" : "button" }, label, control);
  };
  box.append(make("div", { class: "buttons" }, input("拍照", { capture: "environment" }), input("选择照片", { multiple: true })));
  draw(photos);
  return box;
}
