package import Base
package import Text

/// The hashes that identify what was scored: the SHA-256 of the checkpoint's weights and of its tokenizer's files.
package func scoredHashes(_ checkpoint: String, _ tokenizer: any Tokenizer) throws -> JSON.Object {
  var files = SHA256()
  for file in tokenizer.files { files.update(file.bytes) }
  return [
    "checkpoint_sha256": .string(try SHA256.hexadecimal(ofFile: checkpoint + "/model.safetensors")),
    "tokenizer_sha256": .string(files.hexadecimal()),
  ]
}
