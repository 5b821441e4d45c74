import Base
import Configuration
import Datasets
import Hub
import Pipelines
import Recipes
import Runs
import Text

extension Reader {
  /// JSON, the headers of HTTP answers, and files of word vectors.
  static func texts() -> [Reader] {
    [
      Reader(
        name: "json", file: "input.json",
        seeds: [
          utf8(#"{"a": [1, -2.5e3, true, null, "x\n\u00e9\ud83d\ude00"], "b": {"c": {}, "d": []}}"#),
          utf8("[" + (0..<40).map { "{\"k\($0)\": \($0)}" }.joined(separator: ",") + "]"),
          utf8("{" + (0..<20).map { "\"k\($0)\": \"v\"" }.joined(separator: ",") + "}"),
        ], words: jsonWords
      ) { _, bytes in
        let value = try JSON(parsing: bytes)
        // What was read is written and read again as the same value.
        guard try JSON(parsing: value.compact) == value, try JSON(parsing: value.pretty) == value else {
          throw Wrong("the value that was read changes when it is written")
        }
      },
      Reader(
        name: "headers", file: "headers.txt",
        seeds: [
          utf8(
            "HTTP/2 302 \r\nlocation: https://x.y/z\r\nx-repo-commit: \(String(repeating: "a1", count: 20))\r\n"
              + "x-linked-size: 17\r\nx-linked-etag: \"\(String(repeating: "0f", count: 32))\"\r\n\r\n"
              + "HTTP/1.1 200 OK\r\ncontent-length: 17\r\netag: \"abc\"\r\nlast-modified: Mon\r\n\r\n"),
          utf8("HTTP/1.1 206 Partial\r\nContent-Range: bytes 5-16/17\r\nContent-Encoding: gzip\r\n\r\n"),
          utf8("HTTP/1.1 404 Not Found\r\nX-Error-Code: EntryNotFound\r\n\r\n"),
        ],
        words: [
          "HTTP/1.1 ", "content-length: ", "content-range: bytes */", "x-linked-size: ", "etag: \"", "\r\n\r\n", ":",
        ]
      ) { _, bytes in
        let headers = ResponseHeaders(String(decoding: bytes, as: UTF8.self))
        if let size = headers.size, !(0...(1 << 60)).contains(size) { throw Wrong("a size of \(size) bytes") }
        if let hash = headers.sha256, hash.utf8.count != 64 { throw Wrong("a SHA-256 of \(hash.utf8.count) digits") }
      },
      Reader(
        name: "word-vectors", file: "vectors.txt",
        seeds: [
          utf8("the 0.418 -0.24968 1e-3\n, .5 2. 3\r\n\u{e9} 1 2 3\n"), utf8("2 2\na 1.5 -2 \nb 3 4 \n"),
          utf8("a 12345678901234567890123 1e-40\nb 0.30000000000000004 1e22"),
        ], words: [" ", "\n", "1e39", "-", "+.", "e-", "nan", "0x1", "9007199254740993", "2 3\n", "\u{a0}"]
      ) { folder, _ in
        let vectors = try WordVectors(path: folder + "/vectors.txt")
        guard vectors.width > 0, vectors.values.count == vectors.words.count * vectors.width else {
          throw Wrong("\(vectors.values.count) values of \(vectors.words.count) words of width \(vectors.width)")
        }
        guard vectors.values.allSatisfy(\.isFinite) else { throw Wrong("a value that is not finite") }
        for (row, word) in vectors.words.enumerated() where vectors.row(of: word) != row {
          throw Wrong("\"\(word)\" is not found in row \(row)")
        }
      },
    ]
  }

  /// Files of texts, questions and documents.
  static func datasets() -> [Reader] {
    let tsv = [utf8("text\tlabel\tpair\na b\tx\tc\n\u{e9}\ty\td\r\nz\tx\te"), utf8("label\ttext\n1\t\"a\"\n2\tb\n")]
    let csv = [
      utf8("text,label,pair\n\"a, \"\"b\"\"\nc\",x,d\r\ne,y,f\n"), utf8("label,text\n1,a\n2,\"b\"\n"),
    ]
    let jsonl = [
      utf8(
        "{\"text\": \"a\", \"label\": \"x\", \"pair\": \"b\"}\n{\"text\": \"c\", \"label\": \"y\", \"pair\": \"d\"}\n"),
      utf8("{\"text\": \"a\", \"label\": 1}\n{\"text\": \"a\\u00e9\", \"label\": true, \"more\": [1, {\"a\": 2}]}\n"),
    ]
    func texts(_ format: TextFormat, _ seeds: [[UInt8]], _ words: [String]) -> Reader {
      Reader(name: format.rawValue, file: "input", seeds: seeds, words: words) { _, bytes in
        // The same file in each of the ways in which it may be asked for, each with its own error.
        let labels = try LabelMap(names: format == .treebank ? ["0", "1", "2", "3", "4"] : ["x", "y"])
        var error: (any Error)?
        for (columns, required, map) in [
          (TextColumns(), true, nil), (TextColumns(pair: "pair"), true, labels), (TextColumns(label: nil), false, nil),
        ] as [(TextColumns, Bool, LabelMap?)] where required == false || format != .lines {
          do {
            let split = try TextSplit.read(
              bytes: bytes, path: "input", format: format, columns: columns, labelRequired: required, labels: map)
            if required { _ = try? split.targets() }
            if required { _ = try LabelMap(training: split) }
          } catch let found { error = error ?? found }
        }
        if let error { throw error }
      }
    }
    func questions(_ format: QuestionFormat, _ seeds: [[UInt8]], _ words: [String]) -> Reader {
      Reader(name: "questions-\(format.rawValue)", file: "input", seeds: seeds, words: words) { _, bytes in
        _ = try? QuestionSplit.read(bytes: bytes, path: "input", format: format, answersRequired: false)
        _ = try QuestionSplit.read(bytes: bytes, path: "input", format: format)
      }
    }
    return [
      texts(.tsv, tsv, ["text", "label", "pair", "\t\t\t", "\n\n"]),
      texts(.csv, csv, ["text", "label", "pair", "\"\"", "\",\"", ",,,,", "\"\n\"", "\n\n"]),
      texts(.jsonl, jsonl, jsonWords + ["text", "label", "pair"]),
      texts(.treebank, [utf8("3 ||| a b\n0 ||| c\r\n1 ||| \u{e9}")], [" ||| ", "|||"]),
      texts(.lines, [utf8("a\nb c\r\n\u{e9}\n")], []),
      questions(.tsv, [utf8("Where?\tHere\nWho? \tI\r\n")], ["\t"]),
      questions(
        .jsonl,
        [utf8("{\"question\": \"Where?\", \"answers\": [\"Here\"]}\n{\"question\": \"Who?\", \"answer\": \"I\"}\n")],
        jsonWords + ["question", "answers", "answer"]),
      questions(
        .json,
        [
          utf8(
            "[{\"qText\": \"Where?\", \"answers\": [\"Here\", \"there\"]},\n"
              + "{\"question\": \" Who?\", \"answer\": \"I\"}]\n")
        ], jsonWords + ["qText", "answers"]),
      Reader(name: "documents", file: "input", seeds: [utf8("a\n\nb c\r\n\u{e9}\n")]) { _, bytes in
        _ = try? DocumentSplit.read(bytes: bytes, path: "input", format: .whole)
        _ = try DocumentSplit.read(bytes: bytes, path: "input", format: .lines)
      },
    ]
  }

  /// A run's YAML, for every recipe.
  static func settings() -> [Reader] {
    [
      Reader(
        name: "yaml", file: "input.yaml",
        seeds: [
          utf8("recipe: pretrain\ndataset: birthplaces\narchitecture:\n  layers: 2\npretraining:\n  max_steps: 3\n")
        ] + recipes.flatMap { $0.configs.map(\.yaml) } + [
          utf8("a: [1, {b: 'x', \"c\": 5e-5}]\nd:\n  - e: ~\n    f: |\n      g\n  - h # i\n? m\n: n\n"),
          utf8("recipe: sentiment\nclass_weights: [1, 2]\nlabels: [a, b]\nlearning_rate: 1e-4\n"),
        ],
        words: recipes.flatMap { $0.settingKeys.map { $0 + ": " } } + [
          "&a ", "*a", "<<: *a", "!!str ", "---\n", "...\n", "%YAML 1.2\n", "? ", "- ", "[[[[", "{{{{", "|\n  ",
          ">-\n ",
          "\"\\x41\\u0000\"", "0x7fffffffffffffff", "1_0", ".inf", ".nan", "~", "\t",
        ]
      ) { _, bytes in
        let node = try Node(parsing: bytes, path: "input.yaml")
        let again = try Node(parsing: utf8(node.yaml), path: "input.yaml")
        if bytes.count < 16_384, !again.differences(from: node).isEmpty {
          throw Wrong("the settings change when they are written")
        }
        // Every recipe reads it; what the recipe says that is named in it counts.
        var error: (any Error)?
        for recipe in recipes {
          do { _ = try recipe.plan(node, named: "input") } catch let found {
            if node["recipe"]?.text ?? recipe.name == recipe.name { error = error ?? found }
          }
        }
        if let error { throw error }
      }
    ]
  }
}
