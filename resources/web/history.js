// What was looked at, kept in this browser only.
"use strict";

const historyKey = "creel-history";
const historyLength = 30;

function readHistory() {
  try {
    return JSON.parse(localStorage.getItem(historyKey)) || [];
  } catch (error) {
    return [];
  }
}

function writeHistory(entries) {
  try {
    localStorage.setItem(historyKey, JSON.stringify(entries.slice(0, historyLength)));
  } catch (error) {
    // A full or forbidden store costs the history, nothing else.
  }
}

function remember(entry) {
  writeHistory([entry, ...readHistory()]);
}

function forgetAll() {
  writeHistory([]);
}
