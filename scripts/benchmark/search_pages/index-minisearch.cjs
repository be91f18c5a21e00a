// Makes an index of MiniSearch: index-minisearch.cjs LIBRARY TEXTS INDEX.

const fs = require("node:fs");
const [library, texts, index] = process.argv.slice(2);
const MiniSearch = require(library);
const engine = new MiniSearch({ fields: ["text"], storeFields: ["text"] });
engine.addAll(JSON.parse(fs.readFileSync(texts, "utf8")).map((text, id) => ({ id, text })));
fs.writeFileSync(index, JSON.stringify(engine));
