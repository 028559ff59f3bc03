// Keeps the page itself, so that it opens without the server; predictions always come from the server.
"use strict";

const cacheName = "creel-page-2";
const pageFiles = ["/", "/style.css", "/app.js", "/shrink.js", "/history.js", "/similar.js", "/icon.svg", "/manifest.webmanifest"];

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(cacheName).then((cache) => cache.addAll(pageFiles)));
  self.skipWaiting();
});

self.addEventListener("activate", (event) => {
  const dropOld = async () => {
    for (const name of await caches.keys()) {
      if (name !== cacheName) await caches.delete(name);
    }
    await self.clients.claim();
  };
  event.waitUntil(dropOld());
});

async function freshOrKept(request) {
  const cache = await caches.open(cacheName);
  try {
    const answer = await fetch(request);
    if (answer.ok) await cache.put(request, answer.clone());
    return answer;
  } catch (error) {
    return (await cache.match(request)) || Response.error();
  }
}

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method === "GET" && url.origin === location.origin && pageFiles.includes(url.pathname))
    event.respondWith(freshOrKept(event.request));
});
