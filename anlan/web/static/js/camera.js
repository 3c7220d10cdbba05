import { make } from "./dom.js";
import { toBlob } from "./shrink.js";

async function stream() {
  const wish = { video: { facingMode: { ideal: "environment" }, width: { ideal: 1920 } }, audio: false };
  return navigator.mediaDevices.getUserMedia(wish);
}

function capture(video) {
  const canvas = document.createElement("canvas");
  canvas.width = video.videoWidth;
  canvas.height = video.videoHeight;
  canvas.getContext("2d").drawImage(video, 0, 0);
  return toBlob(canvas);
}

function build(ghost) {
  const video = make("video", { autoplay: true, playsinline: true, muted: true, "aria-label": "摄像头画面" });
  video.muted = true;
  const old = make("img", { src: ghost, alt: "整改前的照片，半透明叠在画面上" });
  const slider = make("input", { type: "range", min: "0", max: "0.9", step: "0.05", value: "0.45" });
  slider.addEventListener("input", () => old.style.setProperty("opacity", slider.value));
  const shoot = make("button", { type: "button", class: "button primary big" }, "拍下来");
  const close = make("button", { type: "button", class: "button", "data-dialog-close": "" }, "取消");
  const dialog = make("dialog", { class: "camera", "aria-label": "对照拍照" },
    make("p", { class: "camera-tip" }, "移动手机，让画面与半透明的旧照片对齐，再拍下来"),
    make("div", { class: "camera-view" }, video, old),
    make("div", { class: "camera-bar" }, make("label", {}, "旧照片浓淡", slider), close, shoot));
  return { dialog, video, shoot };
}

/** Live view under the old photo; answers a File, or null when the person closes it. Throws where no camera may be used. */
export async function ghostShot(ghost) {
  const media = await stream();
  const { dialog, video, shoot } = build(ghost);
  document.body.append(dialog);
  video.srcObject = media;
  return new Promise((resolve) => {
    let shot = null;
    shoot.addEventListener("click", async () => {
      const blob = await capture(video);
      const name = `对照照片-${new Date().toISOString().slice(0, 19).replace(/[T:]/g, "")}.jpg`;
      shot = new File([blob], name, { type: "image/jpeg", lastModified: Date.now() });
      dialog.close();
    });
    dialog.addEventListener("close", () => {
      media.getTracks().forEach((track) => track.stop());
      dialog.remove();
      resolve(shot);
    });
    dialog.showModal();
    shoot.focus();
  });
}
