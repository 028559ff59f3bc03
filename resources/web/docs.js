// Shows openapi.json to people.
"use strict";

const failures = {
  400: "The request is not what is described here",
  401: "The server wants a key (header X-API-Key, or Authorization: Bearer)",
  403: "A web page of another address may not do this",
  404: "This server does not offer it, or there is no such thing",
  408: "The request did not come in time",
  409: "The catalog has no photos that this model has looked at",
  411: "The request has no Content-Length",
  413: "Too many bytes, pixels or images",
  415: "The body or the image is of no kind that is read here",
  422: "The image is broken",
  429: "Too many requests of this client; Retry-After says when to try again",
  500: "The model failed",
  503: "Too busy, or not ready; Retry-After says when to try again",
};

function element(name, text, className) {
  const made = document.createElement(name);
  if (text) made.textContent = text;
  if (className) made.className = className;
  return made;
}

function statusRow(description, status, response) {
  const known = response.$ref ? description.components.responses[response.$ref.split("/").pop()] : response;
  const row = element("tr");
  row.append(element("td", status), element("td", failures[status] || known.description));
  return row;
}

function routeArticle(description, path, method, route) {
  const article = element("article");
  const title = element("h3");
  title.append(element("span", method.toUpperCase(), "method"), document.createTextNode(path));
  article.append(title, element("p", route.summary));
  if (route.requestBody) {
    const kinds = Object.keys(route.requestBody.content).join(", ");
    article.append(element("p", `${route.requestBody.description || "Body"} (${kinds})`, "quiet"));
  }
  const table = element("table");
  for (const [status, response] of Object.entries(route.responses)) table.append(statusRow(description, status, response));
  article.append(table);
  const example = route.responses["200"]?.content?.["application/json"]?.example;
  if (example) article.append(element("pre", JSON.stringify(example)));
  return article;
}

async function showDescription() {
  const description = await (await fetch("/openapi.json")).json();
  document.getElementById("about").textContent = description.info.description;
  document.getElementById("example").textContent =
    `curl ${location.origin}/api/classes\ncurl -F image=@photo.jpg ${location.origin}/api/predict`;
  for (const [path, methods] of Object.entries(description.paths)) {
    for (const [method, route] of Object.entries(methods))
      document.getElementById("routes").append(routeArticle(description, path, method, route));
  }
}

showDescription();
