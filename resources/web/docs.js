// Shows openapi.json to people.
"use strict";

function element(name, text, className) {
  const made = document.createElement(name);
  if (text) made.textContent = text;
  if (className) made.className = className;
  return made;
}

function statusRow(description, status, response) {
  const known = response.$ref ? description.components.responses[response.$ref.split("/").pop()] : response;
  const row = element("tr");
  row.append(element("td", status), element("td", known.description));
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
