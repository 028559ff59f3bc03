// Makes a photo small before it travels: the model looks at a few hundred pixels anyway.
"use strict";

const longestSide = 1024;
const smallEnough = 300 * 1024; // bytes; such a file is sent as it is

function canvasBlob(canvas, quality) {
  return new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", quality));
}

/** The photo as a JPEG of at most 1024 pixels; the file itself where it is small or the browser cannot read it. */
async function shrink(file) {
  let bitmap;
  try {
    bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
  } catch (error) {
    return file; // the server reads more formats than browsers do
  }
  const scale = longestSide / Math.max(bitmap.width, bitmap.height);
  if (scale >= 1 && file.size <= smallEnough) return file;
  return draw(bitmap, Math.min(1, scale));
}

async function draw(bitmap, scale) {
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(bitmap.width * scale));
  canvas.height = Math.max(1, Math.round(bitmap.height * scale));
  const context = canvas.getContext("2d");
  context.imageSmoothingQuality = "high";
  context.fillStyle = "#fff";
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  return canvasBlob(canvas, 0.9);
}

/** A picture of at most 96 pixels as a data URL, for the history; empty where the browser cannot read the photo. */
async function thumbnail(blob) {
  try {
    const bitmap = await createImageBitmap(blob, { imageOrientation: "from-image" });
    const small = await draw(bitmap, Math.min(1, 96 / Math.max(bitmap.width, bitmap.height)));
    return await new Promise((resolve) => {
      const reader = new FileReader();
      reader.onload = () => resolve(reader.result);
      reader.readAsDataURL(small);
    });
  } catch (error) {
    return "";
  }
}
