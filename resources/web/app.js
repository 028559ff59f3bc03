// The page: takes a photo, asks the server, shows what it says, sends corrections.
"use strict";

const byId = (id) => document.getElementById(id);
const keyStore = "creel-key";
let current = null; // { photo, prediction, model } of the answer on the screen
let terms = null; // what the server says about corrections
let turn = 0; // counts photos, so that a late answer to an earlier one is dropped

/** A key that came with the address, as in the QR code of Creel's window, stays in this browser. */
function takeKeyFromAddress() {
  const key = new URLSearchParams(location.hash.slice(1)).get("key");
  if (!key) return;
  localStorage.setItem(keyStore, key);
  history.replaceState(null, "", location.pathname);
}

function headers() {
  const key = localStorage.getItem(keyStore);
  return key ? { "X-API-Key": key } : {};
}

async function ask(path, options = {}) {
  let response;
  try {
    response = await fetch(path, { ...options, headers: headers() });
  } catch (error) {
    throw new Error("The server cannot be reached. Is this device on its network?");
  }
  const answer = await response.json().catch(() => ({}));
  if (response.status === 401) byId("key-section").hidden = false;
  if (!response.ok) throw new Error(answer.error || `The server answered ${response.status}.`);
  byId("key-section").hidden = true;
  return answer;
}

/** "brown_trout" as a person writes it: "Brown trout". */
function readable(name) {
  const words = name.replace(/_/g, " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function percent(share) {
  if (share > 0.99 && share < 1) return "> 99 %";
  if (share > 0 && share < 0.01) return "< 1 %";
  return `${Math.round(share * 100)} %`;
}

function showTrouble(text) {
  byId("trouble").textContent = text;
  byId("trouble").hidden = !text;
}

function bar(score) {
  const item = document.createElement("li");
  const line = document.createElement("div");
  line.className = "name";
  const name = document.createElement("span");
  name.textContent = readable(score.class);
  const number = document.createElement("span");
  number.className = "number";
  number.textContent = percent(score.confidence);
  line.append(name, number);
  const progress = document.createElement("progress");
  progress.max = 1;
  progress.value = score.confidence;
  progress.setAttribute("aria-label", `${readable(score.class)}: ${percent(score.confidence)}`);
  item.append(line, progress);
  return item;
}

function showPrediction(answer) {
  const prediction = answer.predictions[0];
  byId("verdict").textContent = prediction.abstains
    ? `Not sure; perhaps ${readable(prediction.class).toLowerCase()}`
    : readable(prediction.class);
  byId("bars").replaceChildren(...prediction.top.map(bar));
  byId("facts").textContent = `${answer.model.name}, ${Math.round(answer.timing.total_ms)} ms`;
  byId("correction").hidden = !terms;
  byId("not-right").hidden = false;
  byId("correction-form").hidden = true;
  byId("not-right").setAttribute("aria-expanded", "false");
  byId("correction-state").textContent = "";
  byId("answer").hidden = false;
  document.querySelector("main").classList.add("has-answer");
}

function showNoPhoto(text) {
  byId("preview").hidden = true;
  byId("invitation").hidden = false;
  byId("invitation").textContent = text;
  byId("drop").classList.remove("has-photo");
}

function showPhoto(photo) {
  const preview = byId("preview");
  if (preview.src) URL.revokeObjectURL(preview.src);
  preview.src = URL.createObjectURL(photo);
  preview.hidden = false;
  preview.onerror = () => showNoPhoto("This browser cannot show the photo; the server looks at it.");
  byId("invitation").hidden = true;
  byId("drop").classList.add("has-photo");
}

async function lookAt(file) {
  const mine = ++turn;
  showTrouble("");
  hideSimilar();
  byId("drop").classList.add("is-busy");
  try {
    const photo = await shrink(file);
    if (mine !== turn) return;
    showPhoto(photo);
    const form = new FormData();
    form.append("image", photo, "photo");
    const answer = await ask("/api/v1/predict?top_k=5", { method: "POST", body: form });
    if (mine !== turn) return;
    current = { photo, prediction: answer.predictions[0], model: answer.model };
    showPrediction(answer);
    showSimilar(photo, () => mine === turn);
    remember({ at: Date.now(), class: current.prediction.class, confidence: current.prediction.confidence, picture: await thumbnail(photo) });
    showPast();
  } catch (error) {
    if (mine !== turn) return;
    byId("answer").hidden = true;
    document.querySelector("main").classList.remove("has-answer");
    showTrouble(error.message);
    if (byId("preview").hidden) showNoPhoto("Take a photo, choose one, or drop it here.");
  } finally {
    if (mine === turn) byId("drop").classList.remove("is-busy");
  }
}

function pastItem(entry) {
  const item = document.createElement("li");
  const picture = document.createElement(entry.picture ? "img" : "div");
  if (entry.picture) {
    picture.src = entry.picture;
    picture.alt = "";
  } else {
    picture.className = "no-picture";
  }
  const what = document.createElement("div");
  what.className = "what";
  const name = document.createElement("span");
  name.textContent = `${readable(entry.class)}, ${percent(entry.confidence)}`;
  const when = document.createElement("span");
  when.className = "quiet";
  when.textContent = new Date(entry.at).toLocaleString();
  what.append(name, when);
  item.append(picture, what);
  return item;
}

function showPast() {
  const entries = readHistory();
  byId("past-list").replaceChildren(...entries.map(pastItem));
  byId("past").hidden = entries.length === 0;
}

async function loadModel() {
  try {
    const { models, similar } = await ask("/api/v1/models");
    comparesPhotos = similar;
    byId("model").textContent = models.length ? `${models[0].name}: ${models[0].classes.length} classes` : "";
    showTrouble("");
  } catch (error) {
    showTrouble(error.message);
  }
}

async function loadTerms() {
  try {
    terms = await ask("/api/v1/feedback");
    byId("consent-text").textContent = terms.consent;
    const options = terms.labels.map((label) => new Option(readable(label), label));
    byId("right-label").replaceChildren(new Option("Choose…", ""), ...options);
  } catch (error) {
    terms = null; // this server takes no corrections
  }
}

async function sendCorrection(event) {
  event.preventDefault();
  const form = new FormData();
  form.append("image", current.photo, "photo");
  form.append("label", byId("right-label").value);
  form.append("predicted", current.prediction.class);
  form.append("model", current.model.hash);
  form.append("consent", "yes");
  try {
    await ask("/api/v1/feedback", { method: "POST", body: form });
    byId("correction-form").hidden = true;
    byId("not-right").hidden = true;
    byId("correction-state").textContent = "Thank you. A person will look at it.";
  } catch (error) {
    byId("correction-state").textContent = error.message;
  }
}

function takeFrom(input) {
  if (input.files.length) lookAt(input.files[0]);
  input.value = ""; // so that the same photo can be chosen again
}

function listenToDrops() {
  const drop = byId("drop");
  for (const name of ["dragenter", "dragover"])
    addEventListener(name, (event) => {
      event.preventDefault();
      drop.classList.add("is-over");
    });
  for (const name of ["dragleave", "drop"]) addEventListener(name, () => drop.classList.remove("is-over"));
  addEventListener("drop", (event) => {
    event.preventDefault();
    if (event.dataTransfer.files.length) lookAt(event.dataTransfer.files[0]);
  });
  addEventListener("paste", (event) => {
    if (event.clipboardData.files.length) lookAt(event.clipboardData.files[0]);
  });
}

function start() {
  takeKeyFromAddress();
  for (const id of ["camera", "chooser"]) byId(id).addEventListener("change", (event) => takeFrom(event.target));
  listenToDrops();
  byId("not-right").addEventListener("click", () => {
    const form = byId("correction-form");
    form.hidden = !form.hidden;
    byId("not-right").setAttribute("aria-expanded", String(!form.hidden));
    if (!form.hidden) byId("right-label").focus();
  });
  byId("correction-form").addEventListener("submit", sendCorrection);
  byId("forget").addEventListener("click", () => {
    forgetAll();
    showPast();
  });
  byId("key-form").addEventListener("submit", (event) => {
    event.preventDefault();
    localStorage.setItem(keyStore, byId("key").value);
    loadModel().then(loadTerms);
  });
  showPast();
  loadModel().then(loadTerms);
  if ("serviceWorker" in navigator) navigator.serviceWorker.register("/service-worker.js").catch(() => {});
}

start();
