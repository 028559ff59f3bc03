// Shows photos of the server's catalog that look like the one that was sent.
"use strict";

const similarCount = 6;
let comparesPhotos = false; // whether this server has a catalog to compare with

function hideSimilar() {
  for (const picture of byId("similar-list").querySelectorAll("img")) URL.revokeObjectURL(picture.src);
  byId("similar-list").replaceChildren();
  byId("similar").hidden = true;
}

/** Fetched and not linked to, as an image in a page cannot bring a key along. */
async function pictureOf(path) {
  const response = await fetch(path, { headers: headers() });
  if (!response.ok) throw new Error(`The server answered ${response.status}.`);
  return URL.createObjectURL(await response.blob());
}

async function similarItem(photo) {
  const picture = document.createElement("img");
  picture.alt = ""; // the caption says what it shows
  picture.src = await pictureOf(photo.thumbnail);
  const caption = document.createElement("figcaption");
  caption.textContent = readable(photo.label);
  const figure = document.createElement("figure");
  figure.append(picture, caption);
  const item = document.createElement("li");
  item.append(figure);
  return item;
}

/** After the prediction is on the screen; what fails here is not worth a word, as nothing else depends on it. */
async function showSimilar(photo, isStillWanted) {
  if (!comparesPhotos) return;
  try {
    const form = new FormData();
    form.append("image", photo, "photo");
    const answer = await ask(`/api/v1/similar?top_k=${similarCount}`, { method: "POST", body: form });
    const items = await Promise.allSettled(answer.similar.map(similarItem));
    if (!isStillWanted()) return;
    hideSimilar();
    byId("similar-list").append(...items.filter((item) => item.status === "fulfilled").map((item) => item.value));
    byId("similar").hidden = !byId("similar-list").children.length;
  } catch (error) {
    if (isStillWanted()) hideSimilar();
  }
}
