// Reads xAPI statements (a JSON list) with Learning Locker's validator: node xapi.cjs FILE. Prints its complaints as
// JSON; status 1 where there are any, or where there is no statement at all.
const fs = require("fs");
const validate = require("xapi-validation").default;

const statements = JSON.parse(fs.readFileSync(process.argv[2], "utf8"));
const errors = statements.flatMap((statement) => validate(statement).map((warning) =>
  `${warning.constructor.name} ${(warning.path || []).join(".")}`));
console.log(JSON.stringify({ statements: statements.length, errors }));
process.exit(errors.length === 0 && statements.length > 0 ? 0 : 1);
