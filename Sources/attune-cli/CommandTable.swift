/// Every command, in the order of the help. Parsing, help and completion are made from this table.
package let commands: [Command] = [
  .ls, .cat, .cp, .validate, .run, .evaluate, .verify, .predict, .answer, .generate, .inspect, .download, .doctor,
  .completion, .help,
]
