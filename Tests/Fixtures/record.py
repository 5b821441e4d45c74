"""Records what PyTorch and transformers compute for tiny random models and a few tensor operations.

    python Tests/Fixtures/record.py            # rewrites Tests/Fixtures/models and Tests/Fixtures/tensor
    python Tests/Fixtures/record.py --check    # records nothing; compares with what is there
    python Tests/Fixtures/record.py --only gpt2-rotary    # rewrites this folder of models/ alone

The file formats are described in README.md beside this script, which also names the versions that were used.
Everything is float32 on one thread with eager attention and no dropout. Every model is also run in float64, and the
largest difference is printed: it is the rounding that float32 itself brings, below which no comparison makes sense.
"""

import argparse
import copy
import json
import math
import os
import platform
import shutil
import sys
import tempfile

os.environ["HF_HUB_OFFLINE"] = "1"

import numpy
import safetensors
import safetensors.torch
import torch
import transformers

HERE = os.path.dirname(os.path.abspath(__file__))
STEPS = 5
LEARNING_RATE = 1e-3
WEIGHT_DECAY = 0.01
CLIP = 1.0


# Inputs


def ragged_ids(generator, lengths, low, high):
    """One list of ids in low..<high for each length."""
    return [torch.randint(low, high, (length,), generator=generator).tolist() for length in lengths]


def flat(sequences, dtype=torch.int64):
    return torch.tensor([value for sequence in sequences for value in sequence], dtype=dtype)


def offsets(sequences):
    ends = [0]
    for sequence in sequences:
        ends.append(ends[-1] + len(sequence))
    return torch.tensor(ends, dtype=torch.int64)


def padded(sequences, value):
    """[sequences, longest], filled up with value on the right, as transformers wants it."""
    longest = max(map(len, sequences))
    return torch.tensor([s + [value] * (longest - len(s)) for s in sequences])


def real(array, sequences):
    """The rows of array [sequences, longest, ...] that are not padding: [tokens, ...]."""
    return torch.cat([array[i, : len(s)] for i, s in enumerate(sequences)])


# Models


def is_norm(name):
    return ("LayerNorm" in name or "layer_norm" in name or "layernorm" in name or ".ln_" in name
            or name.endswith("norm.weight"))


def randomise(model, generator):
    """Weights large enough that every part of the model changes the result; norms away from the identity."""
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            drawn = torch.randn(parameter.shape, generator=generator)
            if is_norm(name) and name.endswith("weight"):
                parameter.copy_(1 + 0.3 * drawn)
            else:
                parameter.copy_(0.2 * drawn)


def decays(name):
    """Weight decay is for everything but biases and layer norms."""
    return not (name.endswith("bias") or is_norm(name))


def without_key_bias(case, name, tensor):
    """
    The part of a parameter's tensor that can be compared. A key bias adds the same number to all scores of a query, so
    softmax takes it away again: its gradient is zero, what is computed is rounding, and Adam makes whole steps out of
    rounding. With rotary positions the bias is rotated with its key and has a gradient: everything is compared. So has
    it in a Linformer, where the bias of each projected key is multiplied by a sum of factors of its own.
    """
    if case == "gpt2-rotary" or "linformer" in case:
        return tensor
    if name.endswith((".key.bias", ".k_lin.bias")):
        return tensor[:0]
    if name.endswith(".attn.c_attn.bias"):  # queries, keys, values
        third = tensor.numel() // 3
        return torch.cat([tensor[:third], tensor[2 * third :]])
    return tensor


class Batch:
    """Ragged input of one forward pass, in both spellings."""

    def __init__(self, ids, labels, types=None, padding=0, is_causal=False):
        self.ids, self.labels, self.types, self.padding = ids, labels, types, padding
        # Of a causal model no token sees the padding on its right. A mask of it would leave a padded query with a
        # window nothing to see, which is NaN in float64.
        self.is_causal = is_causal

    def arguments(self):
        result = {"input_ids": padded(self.ids, self.padding)}
        if not self.is_causal:
            result["attention_mask"] = padded([[1] * len(s) for s in self.ids], 0)
        if self.types is not None:
            result["token_type_ids"] = padded(self.types, 0)
        return result

    def tensors(self):
        result = {"input_ids": flat(self.ids), "offsets": offsets(self.ids)}
        if self.types is not None:
            result["token_type_ids"] = flat(self.types)
        return result


class Classification:
    """A loss over [sequences, classes] logits; `adversarial` is the distance of a second pass's word embeddings."""

    def __init__(self, smoothing=0.0, weights=None, adversarial=0.0):
        self.smoothing, self.weights, self.adversarial = smoothing, weights, adversarial

    def loss(self, logits, batch):
        weights = None if self.weights is None else torch.tensor(self.weights, dtype=logits.dtype)
        return torch.nn.functional.cross_entropy(
            logits, torch.tensor(batch.labels), weight=weights, label_smoothing=self.smoothing
        )

    def tensors(self, batch):
        result = {"labels": torch.tensor(batch.labels, dtype=torch.int64)}
        if self.smoothing:
            result["label_smoothing"] = torch.tensor([self.smoothing])
        if self.weights is not None:
            result["class_weights"] = torch.tensor(self.weights)
        if self.adversarial:
            result["adversarial"] = torch.tensor([self.adversarial])
        return result

    def plain(self):
        return not self.smoothing and self.weights is None

    def labels_argument(self, batch):
        return torch.tensor(batch.labels)

    def recorded_logits(self, logits, batch):
        return logits


class Regression(Classification):
    """Mean squared error of [sequences, 1] against one number a sequence."""

    def loss(self, logits, batch):
        return torch.nn.functional.mse_loss(logits.squeeze(-1), torch.tensor(batch.labels, dtype=logits.dtype))

    def tensors(self, batch):
        return {"labels": torch.tensor(batch.labels, dtype=torch.float32)}

    def labels_argument(self, batch):
        return torch.tensor(batch.labels, dtype=torch.float32)


class NextToken(Classification):
    """Cross-entropy of each position's logits against the next position's label, where that is not -100."""

    @staticmethod
    def targets(batch):
        return [labels[1:] + [-100] for labels in batch.labels]

    def loss(self, logits, batch):
        return torch.nn.functional.cross_entropy(real(logits, batch.ids), flat(self.targets(batch), torch.int64))

    def tensors(self, batch):
        return {"labels": flat(batch.labels), "targets": flat(self.targets(batch))}

    def labels_argument(self, batch):
        return padded(batch.labels, -100)

    def recorded_logits(self, logits, batch):
        return real(logits, batch.ids)


def forward(model, batch, task):
    output = model(**batch.arguments(), output_hidden_states=True)
    loss = task.loss(output.logits, batch)
    # hidden_states[-1] is the base model's last_hidden_state in all four architectures (GPT-2: after ln_f).
    return output.logits, real(output.hidden_states[-1], batch.ids), loss


def add_adversarial_gradients(model, batch, task):
    """The gradients at word embeddings that are moved along their own: the fast gradient method."""
    words = model.get_input_embeddings().weight
    kept = words.detach().clone()
    with torch.no_grad():
        words += task.adversarial * words.grad / words.grad.norm()
    forward(model, batch, task)[2].backward()
    with torch.no_grad():
        words.copy_(kept)


def run(model, batch, task, gradients=True, steps=STEPS):
    """Forward, backward and some AdamW steps; leaves the model changed. The tensors of one reference file."""
    model.eval()  # every dropout probability is 0 as well
    logits, hidden, loss = forward(model, batch, task)
    if task.plain():
        own = model(**batch.arguments(), labels=task.labels_argument(batch).to(
            logits.dtype if isinstance(task, Regression) else torch.int64)).loss
        # transformers computes a language model's loss in float32 even when the model is float64.
        assert math.isclose(own.item(), loss.item(), rel_tol=1e-5), f"transformers' own loss is {own}, this one {loss}"
    result = {
        "logits": task.recorded_logits(logits, batch).detach().clone(),
        "last_hidden_state": hidden.detach().clone(),
        "loss": loss.detach().reshape(1).clone(),
    }
    if not gradients:
        return result
    spelling = getattr(model, "spelling", lambda name: name)
    names = {spelling(name): parameter for name, parameter in model.named_parameters()}
    optimiser = torch.optim.AdamW(
        [
            {"params": [p for n, p in names.items() if decays(n)], "weight_decay": WEIGHT_DECAY},
            {"params": [p for n, p in names.items() if not decays(n)], "weight_decay": 0.0},
        ],
        lr=LEARNING_RATE, betas=(0.9, 0.999), eps=1e-8, foreach=False, fused=False,
    )
    losses, norms = [], []
    for step in range(max(steps, 1)):
        optimiser.zero_grad()
        _, _, loss = forward(model, batch, task)
        loss.backward()
        if task.adversarial:
            add_adversarial_gradients(model, batch, task)
        if step == 0:
            for name, parameter in names.items():
                result["grad." + name] = parameter.grad.detach().clone()
        norm = torch.nn.utils.clip_grad_norm_(names.values(), CLIP)
        losses.append(loss.item())
        norms.append(norm.item())
        if steps:
            optimiser.step()
    dtype = result["loss"].dtype
    result["grad_norms"] = torch.tensor(norms, dtype=dtype)
    if steps:
        result["step_losses"] = torch.tensor(losses, dtype=dtype)
        for name, parameter in names.items():
            result["step5." + name] = parameter.detach().clone()
    return result


# Writing and comparing


class Recorder:
    def __init__(self, root):
        self.root = root
        self.noise = {}

    def folder(self, *parts):
        path = os.path.join(self.root, *parts)
        os.makedirs(path, exist_ok=True)
        return path

    def save_model(self, case, model):
        model.save_pretrained(self.folder("models", case))

    def rename_model(self, case, kind, **settings):
        """Says in config.json that the model is one that transformers does not have."""
        path = os.path.join(self.folder("models", case), "config.json")
        with open(path, encoding="utf-8") as file:
            config = json.load(file)
        config.pop("architectures", None)
        with open(path, "w", encoding="utf-8") as file:
            file.write(json.dumps({**config, "model_type": kind, **settings}, indent=2, sort_keys=True) + "\n")

    def save_as(self, case, model, config, kind, constants=(), **settings):
        """Writes the weights under the model's own spelling, and constants, with another model's configuration."""
        folder = self.folder("models", case)
        config.save_pretrained(folder)
        self.rename_model(case, kind, **settings)
        spelling = getattr(model, "spelling", lambda name: name)
        tensors = {spelling(name): parameter.detach().contiguous() for name, parameter in model.named_parameters()}
        safetensors.torch.save_file({**tensors, **dict(constants)}, os.path.join(folder, "model.safetensors"),
                                    metadata={"format": "pt"})

    def add_constants(self, case, tensors):
        """Adds tensors to the weights."""
        path = os.path.join(self.folder("models", case), "model.safetensors")
        safetensors.torch.save_file({**safetensors.torch.load_file(path), **tensors}, path, metadata={"format": "pt"})

    def reference(self, case, name, model, batch, task, gradients=True, steps=STEPS):
        """Runs a copy of the model in float32 and in float64 and writes the float32 result."""
        single = run(copy.deepcopy(model), batch, task, gradients, steps)
        double = run(copy.deepcopy(model).double(), batch, task, gradients, steps)
        worst = {}
        for key, value in single.items():
            assert torch.isfinite(value).all(), f"{case}/{name}: {key} is not finite"
            value, true = without_key_bias(case, key, value), without_key_bias(case, key, double[key])
            if value.numel():
                kind = key.split(".")[0]
                scale = true.abs().max().item() or 1.0
                worst[kind] = max(worst.get(kind, 0.0), (value.double() - true).abs().max().item() / scale)
        self.noise[f"{case}/{name}"] = worst
        assert max(worst.values()) < 5e-6, f"{case}/{name}: float32 is too far from float64 to be a reference: {worst}"
        tensors = {**batch.tensors(), **task.tensors(batch), **single}
        tensors = {k: v.contiguous() for k, v in tensors.items()}
        safetensors.torch.save_file(tensors, os.path.join(self.folder("models", case), name + ".safetensors"))
        return single

    def json(self, path, value):
        full = os.path.join(self.root, path)
        os.makedirs(os.path.dirname(full), exist_ok=True)
        with open(full, "w", encoding="utf-8") as file:
            # One case a line: short files that a diff can still show.
            file.write(json.dumps(value).replace("}, {", "},\n{") + "\n")


# The cases
#
# The seeds of the larger models are chosen: where a gradient element happens to be as small as Adam's epsilon, its step
# follows the rounding, and two right programs part. Of thirty seeds each, these have little of that;
# Recorder.reference checks it.


def bert_config(**changes):
    settings = dict(
        vocab_size=97, hidden_size=48, num_hidden_layers=2, num_attention_heads=3, intermediate_size=80,
        max_position_embeddings=40, type_vocab_size=2, hidden_act="gelu", hidden_dropout_prob=0.0,
        attention_probs_dropout_prob=0.0, layer_norm_eps=1e-12, pad_token_id=0, num_labels=3,
    )
    return transformers.BertConfig(**{**settings, **changes})


SMALL = dict(vocab_size=53, hidden_size=24, num_hidden_layers=2, intermediate_size=36, max_position_embeddings=20)


def build(kind, config, seed):
    generator = torch.Generator().manual_seed(seed)
    torch.manual_seed(seed)
    model = kind._from_config(config, attn_implementation="eager")
    randomise(model, generator)
    return model.eval(), generator


def class_batches(generator, config, low, labels, types=False):
    """The three shapes of batch: ragged, one sequence of one token, one sequence."""
    shapes = {"reference": [7, 1, 12, 3], "one-token": [1], "one-sequence": [9]}
    result = {}
    for name, lengths in shapes.items():
        ids = ragged_ids(generator, lengths, low, config.vocab_size)
        kinds = [[int(i >= (n + 1) // 2) for i in range(n)] for n in lengths] if types else None
        result[name] = Batch(ids, labels[: len(lengths)], kinds, config.pad_token_id)
    return result


def record_encoder(recorder, case, kind, config, seed, labels, task, low=1, types=False, all_gradients=False):
    model, generator = build(kind, config, seed)
    recorder.save_model(case, model)
    batches = class_batches(generator, config, low, labels, types)
    for name, batch in batches.items():
        whole = name == "reference"
        recorder.reference(case, name, model, batch, task, whole or all_gradients, STEPS if whole else 0)
    if case in ("bert", "distilbert", "roberta"):
        record_inspection(recorder, case, model, batches["one-sequence"], True)
    return model, batches


def record_inspection(recorder, case, model, batch, is_classifier):
    """
    What can be looked at, for one sequence: what each layer attends to, [heads, queries, keys], and for a classifier
    gradient × input of each output by each word embedding, [outputs, tokens].
    """
    [ids] = batch.ids
    if is_classifier:
        attentions = model(**batch.arguments(), output_attentions=True).attentions
        assert len(attentions) == model.config.num_hidden_layers
    elif isinstance(model, PerceiverGPT2):
        attentions = model.transformer.attentions(torch.tensor(ids))
    else:
        # Those of attention that transformers does not have are the second result of its module.
        attentions = []
        parts = [block.attn for block in model.transformer.h] if hasattr(model, "transformer") else [
            block.self_attn for block in model.model.layers]
        hooks = [part.register_forward_hook(lambda module, inputs, outputs: attentions.append(outputs[1]))
                 for part in parts]
        model(**batch.arguments())
        for hook in hooks:
            hook.remove()
    result = {f"attention.{layer}": weights[0] for layer, weights in enumerate(attentions)}
    if is_classifier:
        rows = []
        for output in range(model.config.num_labels):
            words = []
            hook = model.get_input_embeddings().register_forward_hook(lambda module, inputs, y: words.append(y))
            logits = model(**batch.arguments()).logits
            hook.remove()
            [gradient] = torch.autograd.grad(logits[0, output], words[0])
            rows.append((gradient * words[0]).sum(-1)[0])
        result["contributions"] = torch.stack(rows)
    assert all(value.shape[-1] == len(ids) for value in result.values())
    tensors = {**batch.tensors(), **result}
    safetensors.torch.save_file(
        {name: tensor.detach().clone().contiguous() for name, tensor in tensors.items()},
        os.path.join(recorder.folder("models", case), "inspection.safetensors"))


def record_encoders(recorder):
    classes = [2, 0, 1, 2]
    record_encoder(
        recorder, "bert", transformers.BertForSequenceClassification, bert_config(), 401, classes, Classification(),
        types=True)
    record_encoder(
        recorder, "bert-gelu-new", transformers.BertForSequenceClassification,
        bert_config(**SMALL, hidden_act="gelu_new", layer_norm_eps=1e-5), 2, classes, Classification(), types=True)
    model, batches = record_encoder(
        recorder, "bert-relu", transformers.BertForSequenceClassification,
        bert_config(**{**SMALL, "num_hidden_layers": 1}, hidden_act="relu"), 3, classes, Classification(), types=True,
        all_gradients=True)
    weights = [0.5, 1.0, 3.0]
    for name, task in {
        "label-smoothing": Classification(smoothing=0.1),
        "class-weights": Classification(weights=weights),
        "label-smoothing-class-weights": Classification(0.1, weights),
        "adversarial": Classification(adversarial=0.5),
    }.items():
        recorder.reference("bert-relu", name, model, batches["reference"], task, steps=0)
    record_encoder(
        recorder, "bert-regression", transformers.BertForSequenceClassification,
        bert_config(**SMALL, num_labels=1, problem_type="regression"), 4, [0.5, -1.25, 2.0, 0.0], Regression(),
        types=True)

    distilbert = transformers.DistilBertConfig(
        vocab_size=97, dim=30, n_layers=3, n_heads=3, hidden_dim=44, max_position_embeddings=40, activation="gelu",
        dropout=0.0, attention_dropout=0.0, seq_classif_dropout=0.0, pad_token_id=0, num_labels=3)
    record_encoder(
        recorder, "distilbert", transformers.DistilBertForSequenceClassification, distilbert, 2205, classes,
        Classification())

    roberta = transformers.RobertaConfig(
        vocab_size=97, hidden_size=48, num_hidden_layers=2, num_attention_heads=3, intermediate_size=80,
        max_position_embeddings=40, type_vocab_size=1, hidden_act="gelu", hidden_dropout_prob=0.0,
        attention_probs_dropout_prob=0.0, layer_norm_eps=1e-5, pad_token_id=1, bos_token_id=0, eos_token_id=2,
        num_labels=3)
    # Ids from 2: a real token that has the padding id would be given the padding position.
    record_encoder(
        recorder, "roberta", transformers.RobertaForSequenceClassification, roberta, 806, classes, Classification(),
        low=2)


class LinformerSelfAttention(transformers.models.bert.modeling_bert.BertSelfAttention):
    """
    Wang et al. (2020), "Linformer: Self-Attention with Linear Complexity", equation 7, shared by the heads: softmax(Q
    (E K)^T / sqrt(d)) (F V), for a text of n tokens with the first n columns of E and F.
    """

    def forward(self, x, attention_mask=None, **others):
        sequences, length, width = x.shape
        is_real = torch.ones(sequences, length, dtype=torch.bool)
        if attention_mask is not None:
            mask = attention_mask[:, 0, 0]
            is_real = mask if mask.dtype == torch.bool else mask == 0
        e, f = (matrix[:, :length] for matrix in self.projections())

        def heads(y):
            return y.view(sequences, -1, self.num_attention_heads, self.attention_head_size).transpose(1, 2)

        # Padding is not part of a text.
        key, value = (layer(x) * is_real[..., None] for layer in (self.key, self.value))
        scores = heads(self.query(x)) @ heads(e @ key).transpose(2, 3) / math.sqrt(self.attention_head_size)
        y = torch.softmax(scores, -1) @ heads(f @ value)
        return y.transpose(1, 2).reshape(x.shape), None


class LinformerBert(transformers.BertForSequenceClassification):
    """BERT with the projections of `attention_projection_sharing`, as the paper names them."""

    def __init__(self, config):
        super().__init__(config)
        shape = (config.attention_projection_length, config.max_position_embeddings)

        def matrices(*names):
            return torch.nn.ParameterDict({name: torch.nn.Parameter(torch.empty(shape)) for name in names})

        sharing = config.attention_projection_sharing
        if sharing == "layerwise":
            self.bert.linformer = matrices("projection")
        for layer in self.bert.encoder.layer:
            attention = layer.attention.self
            attention.__class__ = LinformerSelfAttention
            if sharing == "headwise":
                attention.linformer = matrices("key_projection", "value_projection")
            elif sharing == "key_value":
                attention.linformer = matrices("projection")
        self.find_projections()

    def find_projections(self):
        for layer in self.bert.encoder.layer:
            attention = layer.attention.self
            found = list((getattr(attention, "linformer", None) or self.bert.linformer).values())
            attention.projections = lambda found=found: (found[0], found[-1])

    def __deepcopy__(self, memo):
        copied = type(self)(self.config)
        copied.load_state_dict(self.state_dict())
        return copied.to(next(self.parameters()).dtype).eval()


def record_linformers(recorder):
    for sharing, seed in {"headwise": 11, "key_value": 12, "layerwise": 15}.items():
        config = bert_config(**SMALL, attention_projection_length=4, attention_projection_sharing=sharing)
        case = "bert-linformer" + ("" if sharing == "headwise" else "-" + sharing.replace("_", "-"))
        record_encoder(
            recorder, case, LinformerBert, config, seed, [2, 0, 1, 2], Classification(), types=True)
        recorder.rename_model(case, "attune_linformer_bert")


def record_bare_encoders(recorder):
    """BertModel alone, as sentence encoders ship it: names without `bert.`, in float32, float16 and bfloat16."""
    config = bert_config(**{**SMALL, "num_hidden_layers": 1})
    for precision, dtype in {"float32": torch.float32, "float16": torch.float16, "bfloat16": torch.bfloat16}.items():
        model, generator = build(transformers.BertModel, config, 7)
        model = model.to(dtype)
        folder = recorder.folder("models", f"bert-bare-{precision}")
        model.save_pretrained(folder)
        if precision == "float32":
            # Older files also hold this buffer; it is not a parameter and a reader has to know it.
            path = os.path.join(folder, "model.safetensors")
            tensors = safetensors.torch.load_file(path)
            tensors["embeddings.position_ids"] = torch.arange(config.max_position_embeddings)[None]
            safetensors.torch.save_file(tensors, path, metadata={"format": "pt"})
        batch = Batch(ragged_ids(generator, [4, 1], 1, config.vocab_size), [])
        with torch.no_grad():
            output = model.float()(**batch.arguments())
        safetensors.torch.save_file(
            {
                **batch.tensors(),
                "last_hidden_state": real(output.last_hidden_state, batch.ids).contiguous(),
                "pooler_output": output.pooler_output.contiguous(),
            },
            os.path.join(folder, "reference.safetensors"))


class DeepAveragingConfig(transformers.PretrainedConfig):
    model_type = "attune_dan"


class DeepAveraging(transformers.PreTrainedModel):
    """
    The deep averaging network of Iyyer et al. (2015), after the paper: the mean of the word vectors of a text, then
    layers f(W h + b), then a linear layer whose softmax is the prediction. Word dropout is off, as all dropout here.
    """
    config_class = DeepAveragingConfig

    class Inner(torch.nn.Module):
        def __init__(self, config):
            super().__init__()
            self.word_embeddings = torch.nn.Embedding(config.vocab_size, config.embedding_size)
            sizes = [config.embedding_size] + [config.hidden_size] * config.num_hidden_layers
            self.layers = torch.nn.ModuleList(torch.nn.Linear(a, b) for a, b in zip(sizes, sizes[1:]))

    def __init__(self, config):
        super().__init__(config)
        self.dan = DeepAveraging.Inner(config)
        self.classifier = torch.nn.Linear(config.hidden_size, config.num_labels)
        self.activation = transformers.activations.ACT2FN[config.hidden_act]

    def forward(self, input_ids, attention_mask, labels=None, output_hidden_states=False):
        real_tokens = attention_mask[..., None].to(self.classifier.weight.dtype)
        vectors = self.dan.word_embeddings(input_ids)
        x = (vectors * real_tokens).sum(1) / real_tokens.sum(1)
        for layer in self.dan.layers:
            x = self.activation(layer(x))
        logits = self.classifier(x)
        loss = None if labels is None else torch.nn.functional.cross_entropy(logits, labels)
        # The output row of a text is that of each of its tokens.
        hidden = x[:, None].expand(-1, input_ids.shape[1], -1)
        return transformers.modeling_outputs.SequenceClassifierOutput(
            loss=loss, logits=logits, hidden_states=(hidden,))


def record_deep_averaging(recorder):
    """Widths that differ; three layers with ReLU as in the paper; no layer at all."""
    for case, seed, changes in [
        ("dan", 32, {}), ("dan-relu", 31, dict(num_hidden_layers=3, hidden_act="relu")),
        ("dan-no-layers", 33, dict(num_hidden_layers=0, hidden_size=18)),
    ]:
        settings = dict(vocab_size=61, embedding_size=18, hidden_size=30, num_hidden_layers=2, hidden_act="gelu",
                        word_dropout=0.0, hidden_dropout_prob=0.0, pad_token_id=0, num_labels=3)
        config = DeepAveragingConfig(**{**settings, **changes})
        generator = torch.Generator().manual_seed(seed)
        torch.manual_seed(seed)
        model = DeepAveraging(config).eval()
        randomise(model, generator)
        recorder.save_model(case, model)
        batches = class_batches(generator, config, 1, [2, 0, 1, 2])
        for name, batch in batches.items():
            whole = name == "reference"
            recorder.reference(case, name, model, batch, Classification(), True, STEPS if whole else 0)


class SynthesizerAttention(torch.nn.Module):
    """
    The synthesizers of Tay et al. (2020) for GPT-2's attention: per head softmax(mask(h w2 + b2)) (x value). Each
    head has its own columns of h; all share w2. Dense, as in assignment 5 of Stanford's CS 224N: h = relu(x w1 + b1).
    Random and factorized: h is the position's row of a table.
    """

    def __init__(self, config, is_random):
        super().__init__()
        width, self.heads = config.n_embd, config.n_head
        if is_random:
            self.places = torch.nn.Embedding(config.n_positions, width)
        else:
            self.w1 = transformers.pytorch_utils.Conv1D(width, width)
        self.w2 = transformers.pytorch_utils.Conv1D(config.n_positions, width // self.heads)
        self.value = transformers.pytorch_utils.Conv1D(width, width)
        self.c_proj = transformers.pytorch_utils.Conv1D(width, width)

    def forward(self, x, **others):
        sequences, length, width = x.shape

        def heads(y):
            return y.view(sequences, length, self.heads, width // self.heads).transpose(1, 2)

        if hasattr(self, "places"):
            h = self.places.weight[:length].expand(sequences, length, width)
        else:
            h = torch.relu(self.w1(x))
        scores = heads(h) @ self.w2.weight + self.w2.bias
        scores = scores[..., :length].masked_fill(torch.ones(length, length).triu(1).bool(), -math.inf)
        weights = torch.softmax(scores, -1)
        y = weights @ heads(self.value(x))
        return self.c_proj(y.transpose(1, 2).reshape(x.shape)), weights


class SynthesizerGPT2(transformers.GPT2LMHeadModel):
    is_random = False

    def __init__(self, config):
        super().__init__(config)
        for block in self.transformer.h:
            block.attn = SynthesizerAttention(config, self.is_random)


class RandomSynthesizerGPT2(SynthesizerGPT2):
    is_random = True


class NoPositions(torch.nn.Module):
    """Takes the place of GPT-2's position table where positions are rotary: adds nothing."""

    def forward(self, positions):
        return torch.zeros(())


class RotaryAttention(transformers.models.gpt2.modeling_gpt2.GPT2Attention):
    """GPT-2's attention with RoFormer's rotary position embedding (Su et al. 2021), by the code of transformers."""

    def forward(self, x, **others):
        sequences, length, width = x.shape
        roformer = transformers.models.roformer.modeling_roformer
        angles = roformer.RoFormerSinusoidalPositionalEmbedding(length, self.head_dim).create_weight().to(x.dtype)
        query, key, value = (
            y.view(sequences, length, self.num_heads, self.head_dim).transpose(1, 2)
            for y in self.c_attn(x).split(width, dim=2))
        query, key = roformer.RoFormerSelfAttention.apply_rotary_position_embeddings(angles[None, None], query, key)
        scores = query @ key.transpose(2, 3) / math.sqrt(self.head_dim)
        scores = scores.masked_fill(torch.ones(length, length).triu(1).bool(), -math.inf)
        weights = torch.softmax(scores, -1)
        y = weights @ value
        return self.c_proj(y.transpose(1, 2).reshape(x.shape)), weights


class RotaryGPT2(transformers.GPT2LMHeadModel):
    def __init__(self, config):
        super().__init__(config)
        self.transformer.wpe = NoPositions()
        for layer, block in enumerate(self.transformer.h):
            block.attn = RotaryAttention(config, layer_idx=layer)


class PerceiverModel(transformers.GPT2Model):
    """
    Perceiver AR (Hawthorne et al. 2022, section 3): of the n tokens read, the last m ask in the first block, each of
    all tokens up to its own; the later blocks see the m latents alone. Gives one row for each token: the last m from
    all tokens, the m before them from the tokens up to there, and so on, each time by another pass.
    """

    def attention(self, block, x, asking):
        """x [tokens, width]; the last `asking` rows ask."""
        count, width = x.shape
        heads = self.config.n_head
        query, key, value = (
            y.view(count, heads, width // heads).transpose(0, 1) for y in block.attn.c_attn(x).split(width, dim=1))
        scores = query[:, count - asking :] @ key.transpose(1, 2) / math.sqrt(width // heads)
        is_later = torch.arange(count)[None] > torch.arange(count - asking, count)[:, None]
        weights = torch.softmax(scores.masked_fill(is_later, -math.inf), -1)
        return block.attn.c_proj((weights @ value).transpose(0, 1).reshape(asking, width)), weights

    def latents(self, ids):
        """The rows of the last m of some tokens, and each layer's attention [heads, latents, keys]."""
        x = self.wte(ids) + self.wpe(torch.arange(len(ids)))
        asking = min(len(ids), self.config.attention_latents)
        layers = []
        for block in self.h:
            y, weights = self.attention(block, block.ln_1(x), asking)
            layers.append(weights)
            x = x[len(x) - asking :] + y
            x = x + block.mlp(block.ln_2(x))
        return self.ln_f(x), layers

    def ends(self, length):
        """The tokens that each pass over a sequence reads."""
        return list(reversed(range(length, 0, -self.config.attention_latents)))

    def attentions(self, ids):
        """What each layer attends to, [1, heads, tokens, tokens]: the rows of all passes over one sequence."""
        layers = [torch.zeros(1, self.config.n_head, len(ids), len(ids)) for _ in self.h]
        for end in self.ends(len(ids)):
            for layer, weights in zip(layers, self.latents(ids[:end])[1]):
                asking, keys = weights.shape[1:]
                layer[0, :, end - asking : end, end - keys : end] = weights
        return layers

    def forward(self, input_ids, attention_mask=None, **others):
        lengths = [input_ids.shape[1]] * len(input_ids) if attention_mask is None else attention_mask.sum(1).tolist()
        rows = []
        for ids, length in zip(input_ids, lengths):
            row = torch.cat([self.latents(ids[:end])[0] for end in self.ends(length)])
            rows.append(torch.nn.functional.pad(row, (0, 0, 0, input_ids.shape[1] - length)))
        hidden = torch.stack(rows)
        return transformers.modeling_outputs.BaseModelOutputWithPastAndCrossAttentions(
            last_hidden_state=hidden, hidden_states=(hidden,))


class PerceiverGPT2(transformers.GPT2LMHeadModel):
    def __init__(self, config):
        super().__init__(config)
        self.transformer = PerceiverModel(config)


def record_decoder(recorder, case, model, generator, is_causal=False):
    """Training, a single sequence, a single token and generation of a decoder."""
    settings = model.config
    for name, lengths in {"reference": [7, 1, 12, 3], "one-sequence": [9]}.items():
        ids = ragged_ids(generator, lengths, 0, settings.vocab_size)
        # Only the second half of each sequence is to be predicted, as when an answer follows a question.
        labels = [[-100] * (len(s) // 2) + s[len(s) // 2 :] for s in ids] if name == "reference" else ids
        whole = name == "reference"
        batch = Batch(ids, labels, is_causal=is_causal)
        recorder.reference(case, name, model, batch, NextToken(), whole, STEPS if whole else 0)
        if not whole and case not in BIGRAMS:
            record_inspection(recorder, case, model, batch, False)
    # One token has no next token: there is nothing to average, so only the forward pass is recorded.
    lone = Batch(ragged_ids(generator, [1], 0, settings.vocab_size), [[-100]])
    with torch.no_grad():
        output = model(**lone.arguments(), output_hidden_states=True)
    safetensors.torch.save_file(
        {**lone.tensors(), "logits": output.logits[0].contiguous(),
         "last_hidden_state": output.hidden_states[-1][0].contiguous()},
        os.path.join(recorder.folder("models", case), "one-token.safetensors"))
    record_generation(recorder, case, model, generator)


def llama_layouts():
    """Families with Llama's layout, each with what only it has: name, class, sizes and seed."""
    small = dict(vocab_size=53, num_hidden_layers=2, max_position_embeddings=20, bos_token_id=52, eos_token_id=52)
    llama3 = dict(rope_type="llama3", rope_theta=500.0, factor=4.0, low_freq_factor=1.0, high_freq_factor=2.0,
                  original_max_position_embeddings=11)
    # Bases are small: few positions turn the slow pairs of a large base so little that a key bias has no gradient.
    return [
        ("llama", transformers.LlamaForCausalLM, transformers.LlamaConfig(
            **small, hidden_size=30, num_attention_heads=6, num_key_value_heads=2, head_dim=8, intermediate_size=37,
            attention_bias=True, mlp_bias=True, rope_parameters=llama3, tie_word_embeddings=False), 41),
        ("llama-linear", transformers.LlamaForCausalLM, transformers.LlamaConfig(
            **small, hidden_size=30, num_attention_heads=5, num_key_value_heads=1, intermediate_size=43,
            rope_parameters=dict(rope_type="linear", rope_theta=300.0, factor=2.5), tie_word_embeddings=True), 42),
        ("mistral", transformers.MistralForCausalLM, transformers.MistralConfig(
            **small, hidden_size=28, num_attention_heads=4, num_key_value_heads=2, head_dim=10, intermediate_size=39,
            sliding_window=5), 43),
        ("qwen2", transformers.Qwen2ForCausalLM, transformers.Qwen2Config(
            **small, hidden_size=30, num_attention_heads=3, num_key_value_heads=3, intermediate_size=41,
            use_sliding_window=True, sliding_window=4, layer_types=["full_attention", "sliding_attention"],
            rope_parameters=dict(rope_type="default", rope_theta=10.0), tie_word_embeddings=True), 44),
        ("qwen3", transformers.Qwen3ForCausalLM, transformers.Qwen3Config(
            **small, hidden_size=28, num_attention_heads=4, num_key_value_heads=2, head_dim=6, intermediate_size=41,
            attention_bias=True, use_sliding_window=True, sliding_window=4,
            layer_types=["sliding_attention", "full_attention"],
            rope_parameters=dict(rope_type="default", rope_theta=10.0), tie_word_embeddings=False), 45),
    ]


def record_llama_layouts(recorder):
    for case, kind, settings, seed in llama_layouts():
        model, generator = build(kind, settings, seed)
        tied = model.lm_head.weight is model.get_input_embeddings().weight
        assert tied == settings.tie_word_embeddings
        recorder.save_model(case, model)
        record_decoder(recorder, case, model, generator, is_causal=True)


def record_decoders(recorder):
    def config(**changes):
        settings = dict(
            vocab_size=97, n_positions=40, n_embd=48, n_layer=2, n_head=3, n_inner=80, activation_function="gelu_new",
            resid_pdrop=0.0, embd_pdrop=0.0, attn_pdrop=0.0, layer_norm_epsilon=1e-5, bos_token_id=96, eos_token_id=96,
            tie_word_embeddings=True)
        return transformers.GPT2Config(**{**settings, **changes})

    small = dict(vocab_size=53, n_positions=20, n_embd=24, n_layer=2, n_inner=None, bos_token_id=52, eos_token_id=52,
                 tie_word_embeddings=False)
    own_settings = {
        "gpt2-windowed": dict(attention_window=SlidingWindowAttention.window),
        "gpt2-bigbird": dict(attention_block_size=CausalBigBirdAttention.size,
                             attention_random_blocks=CausalBigBirdAttention.random),
    }
    for case, kind, settings, seed, own_type in [
        ("gpt2-tied", transformers.GPT2LMHeadModel, config(), 208, None),
        ("gpt2-untied", transformers.GPT2LMHeadModel, config(**small), 9, None),
        # These have no cache.
        ("gpt2-rotary", RotaryGPT2, config(**small, use_cache=False), 30, "attune_rotary_gpt2"),
        ("gpt2-synthesizer", SynthesizerGPT2, config(**small, use_cache=False), 9, "attune_synthesizer_gpt2"),
        ("gpt2-random-synthesizer", RandomSynthesizerGPT2, config(**small, use_cache=False), 10,
         "attune_random_synthesizer_gpt2"),
        ("gpt2-windowed", WindowedGPT2, config(**small, use_cache=False), 11, "attune_windowed_gpt2"),
        ("gpt2-bigbird", BigBirdGPT2, config(**small, use_cache=False), 12, "attune_bigbird_gpt2"),
        ("gpt2-perceiver", PerceiverGPT2, config(**{**small, "n_layer": 3}, use_cache=False, attention_latents=4), 14,
         "attune_perceiver_gpt2"),
    ]:
        model, generator = build(kind, settings, seed)
        assert (model.lm_head.weight is model.transformer.wte.weight) == settings.tie_word_embeddings
        recorder.save_model(case, model)
        if own_type:
            recorder.rename_model(case, own_type, **own_settings.get(case, {}))
        if case == "gpt2-bigbird":
            recorder.add_constants(case, {f"transformer.h.{layer}.attn.random_blocks": block.attn.plan
                                          for layer, block in enumerate(model.transformer.h)})
        record_decoder(recorder, case, model, generator)


class BigramConfig(transformers.PretrainedConfig):
    model_type = "attune_bigram"


class Bigram(transformers.PreTrainedModel, transformers.GenerationMixin):
    """
    The neural bigram model: one word of context, its vector, a sigmoid hidden layer, softmax. After Bengio et al.
    (2003) with n = 2 and no direct connections.
    """
    config_class = BigramConfig
    _supports_cache_class = False

    class Inner(torch.nn.Module):
        def __init__(self, config):
            super().__init__()
            self.word_embeddings = torch.nn.Embedding(config.vocab_size, config.embedding_size)
            self.hidden = torch.nn.Linear(config.embedding_size, config.hidden_size)

    def __init__(self, config):
        super().__init__(config)
        self.bigram = Bigram.Inner(config)
        self.lm_head = torch.nn.Linear(config.hidden_size, config.vocab_size)
        self.activation = transformers.activations.ACT2FN[config.hidden_act]

    def prepare_inputs_for_generation(self, input_ids, attention_mask=None, **others):
        return {"input_ids": input_ids}

    def forward(self, input_ids, attention_mask=None, labels=None, output_hidden_states=False, **others):
        h = self.activation(self.bigram.hidden(self.bigram.word_embeddings(input_ids)))
        logits = self.lm_head(h)
        loss = None if labels is None else torch.nn.functional.cross_entropy(
            logits[:, :-1].flatten(0, 1), labels[:, 1:].flatten())
        return transformers.modeling_outputs.CausalLMOutput(loss=loss, logits=logits, hidden_states=(h,))


# Models without attention: seed and changed settings.
BIGRAMS = {"bigram": (42, {}), "bigram-gelu": (45, dict(hidden_act="gelu"))}


def record_bigrams(recorder):
    """Sizes that differ; the sigmoid, and another activation."""
    for case, (seed, changes) in BIGRAMS.items():
        settings = dict(vocab_size=53, embedding_size=18, hidden_size=30, hidden_act="sigmoid", initializer_range=0.1,
                        max_position_embeddings=20, tie_word_embeddings=False, use_cache=False, pad_token_id=0)
        config = BigramConfig(**{**settings, **changes})
        generator = torch.Generator().manual_seed(seed)
        torch.manual_seed(seed)
        model = Bigram(config).eval()
        randomise(model, generator)
        recorder.save_model(case, model)
        record_decoder(recorder, case, model, generator)


class SharedLongformer(transformers.LongformerForSequenceClassification):
    """
    Longformer with the projections of global tokens set to those of all others. Its other parameters are RoBERTa's.
    The first token is global, as LongformerForSequenceClassification has it.
    """

    def __init__(self, config):
        super().__init__(config)
        for layer in self.longformer.encoder.layer:
            attention = layer.attention.self
            for name in ("query", "key", "value"):
                setattr(attention, name + "_global", getattr(attention, name))

    def spelling(self, name):
        return name.replace("longformer.", "roberta.")


class Pooler(torch.nn.Module):
    """BERT's pooler, of the first token alone, as BigBirdModel calls it."""

    def __init__(self, config):
        super().__init__()
        self.dense = torch.nn.Linear(config.hidden_size, config.hidden_size)

    def forward(self, first):
        return self.dense(first)


class BigBirdClassifier(transformers.BigBirdForSequenceClassification):
    """BigBirdModel, block-sparse, with BERT's pooler and classifier. The plan of random blocks is that of training."""

    def __init__(self, config):
        super().__init__(config)
        self.bert.pooler, self.bert.activation = Pooler(config), torch.nn.Tanh()
        self.classifier = torch.nn.Linear(config.hidden_size, config.num_labels)
        for attention in self.attentions():
            # In evaluation, transformers has no random blocks. There is no dropout.
            attention.train = lambda mode=True: None

    def attentions(self):
        return [layer.attention.self for layer in self.bert.encoder.layer]

    def forward(self, labels=None, **inputs):
        output = self.bert(**inputs)
        logits = self.classifier(output.pooler_output)
        loss = None if labels is None else torch.nn.functional.cross_entropy(logits, labels)
        return transformers.modeling_outputs.SequenceClassifierOutput(
            loss=loss, logits=logits, hidden_states=output.hidden_states)

    def plans(self, length):
        """The random blocks of each layer, [heads, blocks, random], zeros for the global blocks."""
        plans = []
        for attention in self.attentions():
            size, random = self.config.block_size, self.config.num_random_blocks
            numpy.random.seed(attention.seed)
            ends, counts = attention._get_rand_attn_plan(length, size, random)
            rows = numpy.stack(attention._bigbird_block_rand_mask_with_head(
                length, length, size, size, self.config.num_attention_heads, ends, counts))
            for block, row in enumerate(rows[0].tolist(), start=1):
                near = {0, block - 1, block, block + 1, length // size - 1}
                assert len(set(row)) == random and not near & set(row), f"block {block} sees {row} twice"
            plans.append(torch.nn.functional.pad(torch.tensor(rows, dtype=torch.float32), (0, 0, 1, 1)))
        return plans


def record_sparse_encoders(recorder):
    """Windowed attention by Longformer, and BigBird's, under the names and keys of RoBERTa and BERT."""
    classes = [2, 0, 1, 2]
    shared = dict(
        vocab_size=97, hidden_size=48, num_hidden_layers=2, num_attention_heads=3, intermediate_size=80,
        max_position_embeddings=40, hidden_act="gelu", hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0,
        num_labels=3)
    roberta = dict(**shared, type_vocab_size=1, layer_norm_eps=1e-5, pad_token_id=1, bos_token_id=0, eos_token_id=2)
    config = transformers.LongformerConfig(**roberta, attention_window=[6, 6], sep_token_id=2)
    model, generator = build(SharedLongformer, config, 11)
    recorder.save_as("roberta-windowed", model, transformers.RobertaConfig(**roberta), "attune_windowed_roberta",
                     attention_window=3, attention_global_tokens=1)
    for name, batch in class_batches(generator, config, 2, classes).items():
        whole = name == "reference"
        recorder.reference("roberta-windowed", name, model, batch, Classification(), whole, STEPS if whole else 0)

    config = transformers.BigBirdConfig(
        **shared, type_vocab_size=2, layer_norm_eps=1e-12, pad_token_id=0, attention_type="block_sparse", block_size=4,
        num_random_blocks=2, use_bias=True, rescale_embeddings=False)
    model, generator = build(BigBirdClassifier, config, 5)
    constants = {f"bert.encoder.layer.{layer}.attention.self.random_blocks": plan.contiguous()
                 for layer, plan in enumerate(model.plans(40))}
    recorder.save_as("bert-bigbird", model, transformers.BertConfig(**shared, type_vocab_size=2, pad_token_id=0),
                     "attune_bigbird_bert", constants, attention_block_size=4, attention_random_blocks=2)
    # All of ten blocks: with padding, transformers takes the last block of the longest text as global.
    for name, lengths in {"reference": [40, 37, 38], "one-token": [1], "one-sequence": [39]}.items():
        ids = ragged_ids(generator, lengths, 1, config.vocab_size)
        batch = Batch(ids, classes[: len(lengths)], [[int(i >= 20) for i in range(n)] for n in lengths], 0)
        whole = name == "reference"
        recorder.reference("bert-bigbird", name, model, batch, Classification(), whole, STEPS if whole else 0)


class Columns(torch.nn.Module):
    """Some columns of what a layer computes."""

    def __init__(self, layer, first, width):
        super().__init__()
        self.layer, self.columns = [layer], slice(first, first + width)

    def forward(self, x):
        return self.layer[0](x)[..., self.columns]


class SlidingWindowAttention(transformers.models.gpt2.modeling_gpt2.GPT2Attention):
    """GPT-2's projections with Mistral's attention and its mask of a sliding window; nothing is rotated."""

    window = 5

    def forward(self, x, **others):
        width = x.shape[2]
        config = transformers.MistralConfig(
            hidden_size=width, num_attention_heads=self.num_heads, num_key_value_heads=self.num_heads,
            head_dim=self.head_dim, sliding_window=self.window, attention_dropout=0.0)
        config._attn_implementation = "eager"
        module = transformers.models.mistral.modeling_mistral.MistralAttention(config, 0)
        for place, name in enumerate(("q_proj", "k_proj", "v_proj")):
            setattr(module, name, Columns(self.c_attn, place * width, width))
        module.o_proj = self.c_proj
        mask = transformers.masking_utils.create_sliding_window_causal_mask(
            config=config, inputs_embeds=x, attention_mask=None, past_key_values=None)
        cosine, sine = torch.ones(1, x.shape[1], self.head_dim), torch.zeros(1, x.shape[1], self.head_dim)
        return module.eval()(x, (cosine.to(x.dtype), sine.to(x.dtype)), mask)


class WindowedGPT2(transformers.GPT2LMHeadModel):
    def __init__(self, config):
        super().__init__(config)
        for layer, block in enumerate(self.transformer.h):
            block.attn = SlidingWindowAttention(config, layer_idx=layer)


class CausalBigBirdAttention(transformers.models.gpt2.modeling_gpt2.GPT2Attention):
    """
    GPT-2's attention under the causal part of BigBird's pattern (Zaheer et al. 2020, section 2): a block sees the first
    block, the one before it, itself, and `random` others, of which no later ones. `plan`, [heads, blocks, random],
    names them: a number is that of a block, or counts on through those that can be named; the next free one if it is
    taken.
    """

    size, random = 2, 1

    def blocks(self, head, block):
        seen = {0, block - 1, block}
        free = [other for other in range(block) if other not in seen]
        for number in self.plan[head, block].long().tolist():
            if not free:
                break
            place = free.index(number) if number in free else number % len(free)
            seen.add(free.pop(place))
        return seen

    def forward(self, x, **others):
        sequences, length, width = x.shape
        query, key, value = (
            y.view(sequences, length, self.num_heads, self.head_dim).transpose(1, 2)
            for y in self.c_attn(x).split(width, dim=2))
        mask = torch.tensor([
            [[k > q or k // self.size not in self.blocks(head, q // self.size) for k in range(length)]
             for q in range(length)] for head in range(self.num_heads)])
        scores = (query @ key.transpose(2, 3) / math.sqrt(self.head_dim)).masked_fill(mask, -math.inf)
        weights = torch.softmax(scores, -1)
        return self.c_proj((weights @ value).transpose(1, 2).reshape(x.shape)), weights


class BigBirdGPT2(transformers.GPT2LMHeadModel):
    def __init__(self, config):
        super().__init__(config)
        generator = torch.Generator().manual_seed(18)
        for layer, block in enumerate(self.transformer.h):
            block.attn = CausalBigBirdAttention(config, layer_idx=layer)
            blocks = config.n_positions // block.attn.size
            block.attn.plan = torch.randint(
                0, blocks, (config.n_head, blocks, block.attn.random), generator=generator).float()


def record_rotary(recorder):
    """RoFormer's self-attention, which turns queries and keys; bidirectional, one sequence at a time."""
    generator = torch.Generator().manual_seed(17)
    config = transformers.RoFormerConfig(
        vocab_size=5, hidden_size=24, embedding_size=24, num_hidden_layers=1, num_attention_heads=3,
        intermediate_size=8, max_position_embeddings=32, attention_probs_dropout_prob=0.0, rotary_value=False)
    config._attn_implementation = "eager"
    module = transformers.models.roformer.modeling_roformer.RoFormerSelfAttention(config).eval()
    randomise(module, generator)
    lengths = [1, 9, 4]
    x = torch.randn(sum(lengths), 24, generator=generator, requires_grad=True)
    direction = torch.randn(sum(lengths), 24, generator=generator)
    positions = transformers.models.roformer.modeling_roformer.RoFormerSinusoidalPositionalEmbedding(32, 8)
    positions.weight = torch.nn.Parameter(positions.create_weight(), requires_grad=False)
    outputs = []
    for part in x.split(lengths):
        angles = positions(torch.Size([1, len(part)]))[None, None]
        outputs.append(module(part[None], sinusoidal_pos=angles)[0][0])
    output = torch.cat(outputs)
    (output * direction).sum().backward()
    tensors = {"x": x, "direction": direction, "context": output, "grad.x": x.grad}
    for name in ("query", "key", "value"):
        layer = getattr(module, name)
        tensors |= {f"{name}.weight": layer.weight, f"{name}.bias": layer.bias,
                    f"grad.{name}.weight": layer.weight.grad, f"grad.{name}.bias": layer.bias.grad}
    tensors["offsets"] = torch.tensor([0, 1, 10, 14])
    safetensors.torch.save_file(
        {name: tensor.detach().clone().contiguous() for name, tensor in tensors.items()},
        os.path.join(recorder.folder("models", "roformer-attention"), "reference.safetensors"))


def record_generation(recorder, case, model, generator):
    """Greedy and beam search for a few prompts, first with no end token, then with one that does turn up."""
    vocabulary = model.config.vocab_size
    # Or it stands in for an end token that is not given.
    model.generation_config.eos_token_id = None
    prompts = ragged_ids(generator, [1, 3, 6, 2], 0, vocabulary)

    def generate(prompt, beams, end):
        with torch.no_grad():
            result = model.generate(
                torch.tensor([prompt]), attention_mask=torch.ones(1, len(prompt), dtype=torch.int64),
                generation_config=transformers.GenerationConfig(
                    do_sample=False, num_beams=beams, max_new_tokens=10, eos_token_id=end,
                    use_cache=getattr(model.config, "use_cache", False),
                    pad_token_id=0, bos_token_id=None, length_penalty=1.0, early_stopping=False,
                    num_return_sequences=beams, return_dict_in_generate=True, output_scores=True))
        outputs = []
        for row in result.sequences.tolist():
            new = row[len(prompt) :]
            if end is not None and end in new:
                new = new[: new.index(end) + 1]
            outputs.append(new)
        scores = result.sequences_scores.tolist() if beams > 1 else None
        return outputs, scores

    plain = [generate(prompt, 1, None)[0][0] for prompt in prompts]
    # An end token that greedy decoding reaches after a few tokens for some prompt.
    end = next(tokens[position] for position in (4, 3, 2) for tokens in plain
               if tokens[position] not in tokens[:position])
    rows = []
    for end_token in (None, end):
        for prompt in prompts:
            greedy, _ = generate(prompt, 1, end_token)
            beams, scores = generate(prompt, 3, end_token)
            rows.append({"prompt": prompt, "end_token": end_token, "greedy": greedy[0], "beam3": beams,
                         "beam3_scores": scores})
    recorder.json(f"models/{case}/generation.json", {
        "max_new_tokens": 10, "length_penalty": 1.0, "early_stopping": False, "cases": rows})


def record_sampling(recorder):
    """What the logits processors of transformers leave of some rows, in the order in which `generate` applies them."""
    generator = torch.Generator().manual_seed(77)
    settings = [
        {"temperature": 1.0}, {"temperature": 0.7}, {"temperature": 2.5}, {"top_k": 1}, {"top_k": 5}, {"top_k": 40},
        {"top_p": 0.9}, {"top_p": 0.3}, {"top_p": 0.01}, {"repetition_penalty": 1.3}, {"repetition_penalty": 0.8},
        {"temperature": 0.8, "top_k": 10, "top_p": 0.85}, {"temperature": 1.7, "top_p": 0.6, "repetition_penalty": 1.2},
        {"temperature": 0.5, "top_k": 7, "top_p": 0.95, "repetition_penalty": 2.0},
    ]
    cases = []
    for number, setting in enumerate(settings):
        logits = 3 * torch.randn(1, 29, generator=generator)
        tokens = torch.randint(0, 29, (1, number), generator=generator)
        processors = transformers.LogitsProcessorList()
        if "repetition_penalty" in setting:
            processors.append(transformers.RepetitionPenaltyLogitsProcessor(setting["repetition_penalty"]))
        if "temperature" in setting:
            processors.append(transformers.TemperatureLogitsWarper(setting["temperature"]))
        if "top_k" in setting:
            processors.append(transformers.TopKLogitsWarper(setting["top_k"]))
        if "top_p" in setting:
            processors.append(transformers.TopPLogitsWarper(setting["top_p"]))
        result = processors(tokens, logits.clone())
        kept = torch.isfinite(result)
        cases.append({
            **setting, "logits": numbers(logits[0]), "tokens": tokens[0].tolist(),
            "kept": kept[0].nonzero()[:, 0].tolist(), "scores": numbers(result[kept])})
    recorder.json("tensor/sampling.json", {"cases": cases})


# Tensor operations, computed in float64 from float32 inputs


def exact(values):
    """Numbers that are exactly float32, as Python floats."""
    return torch.as_tensor(values, dtype=torch.float32).double()


def numbers(tensor):
    assert torch.isfinite(tensor).all()
    return tensor.detach().reshape(-1).tolist()


def record_activations(recorder):
    special = torch.tensor([0.0, 1e-30, -1e-30, 1e-6, -1e-6, 30.0, -30.0, 1e4, -1e4, 3e38, -3e38])
    x = exact(torch.cat([torch.linspace(-12, 12, 97), special]))
    result = {"x": numbers(x)}
    for name, function in {
        "gelu": torch.nn.functional.gelu,
        "gelu_tanh": lambda v: torch.nn.functional.gelu(v, approximate="tanh"),
        "relu": torch.relu,
        "tanh": torch.tanh,
        "exp": lambda v: torch.exp(v.clamp(-80, 80)),
    }.items():
        v = x.clone().requires_grad_()
        y = function(v)
        y.sum().backward()
        result[name] = numbers(y)
        if name == "exp":
            result["exp_of"] = numbers(x.clamp(-80, 80))
            continue
        # Beyond |x| = 1e4 float64 autograd of the formula itself overflows (inf · 0); the limit is the answer.
        gradient = v.grad.clone()
        gradient[x > 1e9] = 1.0
        gradient[x < -1e9] = 0.0
        if name == "tanh":
            gradient[x.abs() > 1e9] = 0.0
        result[name + "_gradient"] = numbers(gradient)
    recorder.json("tensor/activations.json", result)


def record_layer_norm(recorder):
    generator = torch.Generator().manual_seed(11)
    cases = []
    for rows, width, eps, scale, shift in [
        (3, 7, 1e-12, 1, 0), (1, 1, 1e-5, 1, 0), (2, 48, 1e-5, 1, 0), (2, 33, 1e-12, 1e-4, 0), (2, 20, 1e-5, 1, 1000),
        (2, 16, 1e-5, 1e4, 0),
    ]:
        def draw(*shape):
            return torch.randn(*shape, generator=generator)
        x = exact(draw(rows, width) * scale + shift).requires_grad_()
        weight, bias = exact(1 + 0.3 * draw(width)).requires_grad_(), exact(0.2 * draw(width)).requires_grad_()
        dy = exact(draw(rows, width))
        y = torch.nn.functional.layer_norm(x, (width,), weight, bias, eps)
        y.backward(dy)
        cases.append({
            "rows": rows, "width": width, "eps": eps, "x": numbers(x), "weight": numbers(weight), "bias": numbers(bias),
            "dy": numbers(dy), "y": numbers(y), "dx": numbers(x.grad), "dweight": numbers(weight.grad),
            "dbias": numbers(bias.grad)})
    recorder.json("tensor/layer_norm.json", {"cases": cases})


def record_softmax(recorder):
    generator = torch.Generator().manual_seed(12)
    cases = []
    for rows, width, scale in [(2, 5, 1), (1, 1, 1), (3, 17, 100), (2, 33, 1e4), (2, 8, 1e37), (2, 64, 0)]:
        x = exact(torch.randn(rows, width, generator=generator) * scale).requires_grad_()
        labels = torch.randint(0, width, (rows,), generator=generator)
        dy = exact(torch.randn(rows, width, generator=generator))
        y = torch.softmax(x, -1)
        y.backward(dy)
        cases.append({
            "rows": rows, "width": width, "x": numbers(x), "softmax": numbers(y), "dy": numbers(dy),
            "dx": numbers(x.grad), "log_sum_exp": numbers(torch.logsumexp(x, -1))})
    recorder.json("tensor/softmax.json", {"cases": cases})


def record_cross_entropy(recorder):
    generator = torch.Generator().manual_seed(13)
    cases = []
    for rows, classes, scale, smoothing, weighted, ignored in [
        (4, 3, 1, 0.0, False, False), (1, 2, 1, 0.0, False, False), (5, 7, 50, 0.0, False, True),
        (4, 5, 1, 0.1, False, False), (4, 5, 1, 0.0, True, False), (6, 5, 2, 0.1, True, False),
        (6, 5, 2, 0.1, False, True), (6, 5, 2, 0.1, True, True), (3, 97, 1e4, 0.0, False, False),
    ]:
        x = exact(torch.randn(rows, classes, generator=generator) * scale).requires_grad_()
        labels = torch.randint(0, classes, (rows,), generator=generator)
        if ignored:
            labels[1] = labels[-1] = -100
        weights = exact(torch.rand(classes, generator=generator) * 3 + 0.1) if weighted else None
        loss = torch.nn.functional.cross_entropy(x, labels, weight=weights, label_smoothing=smoothing)
        loss.backward()
        cases.append({
            "rows": rows, "classes": classes, "logits": numbers(x), "labels": labels.tolist(),
            "label_smoothing": smoothing, "class_weights": None if weights is None else numbers(weights),
            "loss": loss.item(), "dlogits": numbers(x.grad)})
    recorder.json("tensor/cross_entropy.json", {"ignored_label": -100, "cases": cases})


def record_noise_contrastive(recorder):
    """
    Noise-contrastive estimation (Mnih and Teh 2012) with given noise, shared by all rows or each row's own:
    loss = -1/N sum over rows of [log sigmoid(d(target)) + sum over noise of log sigmoid(-d(noise))],
    d(w) = x . weight[w] + bias[w] - log_z - log(k q(w)); some cases have no bias.
    """
    generator = torch.Generator().manual_seed(91)
    cases = []
    for rows, width, vocabulary, k, shared, log_z, has_bias in [
            (1, 1, 2, 1, True, 0.0, False), (5, 7, 11, 4, True, 0.0, False), (5, 7, 11, 4, False, 0.0, False),
            (9, 16, 40, 25, True, 3.5, False), (9, 16, 40, 25, False, -1.25, False), (5, 7, 11, 4, True, 0.5, True),
            (9, 16, 40, 25, False, 2.0, True)]:
        x = exact(torch.randn(rows, width, generator=generator)).requires_grad_()
        weight = exact(torch.randn(vocabulary, width, generator=generator)).requires_grad_()
        z = torch.tensor(log_z, dtype=torch.float64, requires_grad=True)
        counts = torch.randint(0, 30, (vocabulary,), generator=generator)
        power = 0.75
        q = counts.clamp(min=1).double() ** power
        q = q / q.sum()
        targets = torch.randint(0, vocabulary, (rows,), generator=generator)
        noise = torch.randint(0, vocabulary, (k,) if shared else (rows, k), generator=generator)
        log_kq = torch.log(k * q)
        bias = (exact(torch.randn(vocabulary, generator=generator)) if has_bias
                else torch.zeros(vocabulary, dtype=torch.float64)).requires_grad_()
        logits = x @ weight.T + bias - z - log_kq
        true = torch.nn.functional.logsigmoid(logits.gather(1, targets[:, None]))
        index = noise.expand(rows, k) if shared else noise
        false = torch.nn.functional.logsigmoid(-logits.gather(1, index))
        normalizer = rows + 2
        loss = -(true.sum() + false.sum()) / normalizer
        loss.backward()
        cases.append({
            "rows": rows, "width": width, "vocabulary": vocabulary, "samples": k, "shared": shared, "log_z": log_z,
            "power": power, "counts": counts.tolist(), "normalizer": normalizer, "targets": targets.tolist(),
            "noise": noise.reshape(-1).tolist(), "q": numbers(q), "x": numbers(x), "weight": numbers(weight),
            "loss": loss.item(), "dx": numbers(x.grad), "dweight": numbers(weight.grad), "dlog_z": z.grad.item(),
            **({"bias": numbers(bias), "dbias": numbers(bias.grad)} if has_bias else {})})
    recorder.json("tensor/noise_contrastive.json", {"cases": cases})


def record_attention(recorder):
    generator = torch.Generator().manual_seed(14)
    cases = []
    for lengths, heads, size, causal, scale in [
        ([5, 1, 3], 3, 4, False, 1), ([5, 1, 3], 3, 4, True, 1), ([1], 1, 1, False, 1), ([2, 6], 2, 10, False, 10),
        ([2, 6], 2, 10, True, 10),
    ]:
        tokens, width = sum(lengths), heads * size
        q, k, v = (
            exact(torch.randn(tokens, width, generator=generator) * s).requires_grad_() for s in (scale, scale, 1))
        dy = exact(torch.randn(tokens, width, generator=generator))
        outputs, log_sums, start = [], [], 0
        for length in lengths:
            rows = slice(start, start + length)
            qs, ks, vs = (t[rows].reshape(length, heads, size).transpose(0, 1) for t in (q, k, v))
            scores = qs @ ks.transpose(1, 2) / math.sqrt(size)
            if causal:
                scores = scores.masked_fill(torch.ones(length, length).triu(1).bool(), -math.inf)
            outputs.append((torch.softmax(scores, -1) @ vs).transpose(0, 1).reshape(length, width))
            log_sums.append(torch.logsumexp(scores, -1).transpose(0, 1))
            start += length
        y = torch.cat(outputs)
        y.backward(dy)
        cases.append({
            "lengths": lengths, "heads": heads, "head_size": size, "causal": causal, "q": numbers(q), "k": numbers(k),
            "v": numbers(v), "y": numbers(y), "log_sum_exp": numbers(torch.cat(log_sums)), "dy": numbers(dy),
            "dq": numbers(q.grad), "dk": numbers(k.grad), "dv": numbers(v.grad)})
    recorder.json("tensor/attention.json", {"cases": cases})


def philox(counter, key, rounds=10):
    """Philox4x32 of Salmon et al., Parallel random numbers: as easy as 1, 2, 3 (SC 2011), section 3.3."""
    c, k = list(counter), list(key)
    mask = 0xFFFFFFFF
    for _ in range(rounds):
        first, second = 0xD2511F53 * c[0], 0xCD9E8D57 * c[2]
        c = [(second >> 32) ^ c[1] ^ k[0], second & mask, (first >> 32) ^ c[3] ^ k[1], first & mask]
        k = [(k[0] + 0x9E3779B9) & mask, (k[1] + 0xBB67AE85) & mask]
    return c


# The published answers for 10 rounds (kat_vectors of Random123). The third input is the digits of pi.
PUBLISHED_PHILOX = [
    ("00000000 00000000 00000000 00000000", "00000000 00000000", "6627e8d5 e169c58d bc57ac4c 9b00dbd8"),
    ("ffffffff ffffffff ffffffff ffffffff", "ffffffff ffffffff", "408f276d 41c83b0e a20bc7c6 6d5451fd"),
    ("243f6a88 85a308d3 13198a2e 03707344", "a4093822 299f31d0", "d16cfe09 94fdcceb 5001e420 24126ea1"),
]


def record_philox(recorder):
    rows = []
    for counter, key, answer in PUBLISHED_PHILOX:
        counter, key, answer = ([int(word, 16) for word in text.split()] for text in (counter, key, answer))
        assert philox(counter, key) == answer, "this Philox is not the published one"
        rows.append({"counter": counter, "key": key, "output": answer, "published": True})
    for counter, key in [
        ([1, 0, 0, 0], [0, 0]), ([0, 1, 0, 0], [0, 0]), ([0, 0, 1, 0], [0, 0]), ([0, 0, 0, 1], [0, 0]),
        ([0, 0, 0, 0], [1, 0]), ([0, 0, 0, 0], [0, 1]), ([4294967295, 0, 0, 0], [42, 0]), ([7, 11, 13, 17], [19, 23]),
    ]:
        rows.append({"counter": counter, "key": key, "output": philox(counter, key), "published": False})
    recorder.json("tensor/philox4x32_10.json", {"cases": rows})


def record_optimiser(recorder):
    """AdamW, SGD and clipping alone, in float64, on gradients that are given; constants as in the model cases."""
    generator = torch.Generator().manual_seed(15)
    start = exact(torch.randn(7, generator=generator))
    gradients = [exact(torch.randn(7, generator=generator) * scale) for scale in (1, 1, 1e-3, 10, 0)]
    # A plain five-step run for each weight decay, and one with clipping.
    cases = []
    for decay, clip in [(0.0, None), (0.1, None), (0.1, 1.0)]:
        parameter = torch.nn.Parameter(start.clone())
        optimiser = torch.optim.AdamW([parameter], lr=0.01, betas=(0.9, 0.999), eps=1e-8, weight_decay=decay,
                                      foreach=False, fused=False)
        steps = []
        for gradient in gradients:
            parameter.grad = gradient.clone()
            norm = gradient.norm().item()
            if clip is not None:
                torch.nn.utils.clip_grad_norm_([parameter], clip)
            optimiser.step()
            steps.append({"gradient": numbers(gradient), "norm": norm, "parameter": numbers(parameter)})
        cases.append({"learning_rate": 0.01, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8, "weight_decay": decay,
                      "clip_norm": clip, "start": numbers(start), "steps": steps})
    recorder.json("tensor/adamw.json", {"cases": cases})
    cases = []
    for momentum, clip in [(0.0, None), (0.9, None), (0.9, 1.0)]:
        parameter = torch.nn.Parameter(start.clone())
        optimiser = torch.optim.SGD([parameter], lr=0.05, momentum=momentum, foreach=False, fused=False)
        steps = []
        for gradient in gradients:
            parameter.grad = gradient.clone()
            if clip is not None:
                torch.nn.utils.clip_grad_norm_([parameter], clip)
            optimiser.step()
            steps.append({"gradient": numbers(gradient), "parameter": numbers(parameter)})
        cases.append({"learning_rate": 0.05, "momentum": momentum, "clip_norm": clip, "start": numbers(start),
                      "steps": steps})
    recorder.json("tensor/sgd.json", {"cases": cases})


# Checking


def same(old, new):
    """Why two recorded files differ, or None. Floats may differ by rounding: another CPU sums in another order."""
    if old.endswith(".safetensors"):
        a, b = safetensors.torch.load_file(old), safetensors.torch.load_file(new)
        if a.keys() != b.keys():
            return f"other tensors: {sorted(a.keys() ^ b.keys())}"
        case = os.path.basename(os.path.dirname(old))
        for name in a:
            if a[name].shape != b[name].shape or a[name].dtype != b[name].dtype:
                return f"{name}: {a[name].dtype} {list(a[name].shape)} is now {b[name].dtype} {list(b[name].shape)}"
            x, y = (without_key_bias(case, name, tensors[name].double()) for tensors in (a, b))
            if x.numel() and (x - y).abs().max().item() > 1e-4 * x.abs().max().item() + 1e-6:
                return f"{name}: differs by {(x - y).abs().max().item():.3g}"
        return None
    with open(old, encoding="utf-8") as first, open(new, encoding="utf-8") as second:
        a, b = json.load(first), json.load(second)
    if old.endswith("config.json"):  # and generation_config.json
        a.pop("transformers_version", None), b.pop("transformers_version", None)
    return None if close(a, b) else "differs"


def close(a, b):
    if isinstance(a, float) and isinstance(b, float):
        return math.isclose(a, b, rel_tol=1e-5, abs_tol=1e-9)
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(close(a[k], b[k]) for k in a)
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(map(close, a, b))
    return a == b


def files(root):
    return {
        os.path.relpath(os.path.join(folder, name), root)
        for part in ("models", "tensor") for folder, _, names in os.walk(os.path.join(root, part)) for name in names
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="compare with the recorded files instead of writing them")
    parser.add_argument("--only", metavar="CASE",
                        help="write this folder of models/, or this file of tensor/, and leave all others")
    options = parser.parse_args()
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    transformers.logging.set_verbosity_error()
    with tempfile.TemporaryDirectory() as root:
        recorder = Recorder(root)
        record_encoders(recorder)
        record_linformers(recorder)
        record_bare_encoders(recorder)
        record_sparse_encoders(recorder)
        record_deep_averaging(recorder)
        record_decoders(recorder)
        record_bigrams(recorder)
        record_llama_layouts(recorder)
        record_rotary(recorder)
        for record in (record_activations, record_layer_norm, record_softmax, record_cross_entropy, record_attention,
                       record_noise_contrastive, record_sampling, record_philox, record_optimiser):
            record(recorder)
        new = files(root)
        print("largest difference of float32 from float64, relative to the largest element of the tensor:")
        for name, worst in recorder.noise.items():
            print(f"  {name}: " + ", ".join(f"{kind} {value:.1e}" for kind, value in worst.items()))
        if options.check:
            old = files(HERE)
            problems = [f"{path}: only on one side" for path in sorted(old ^ new)]
            for path in sorted(old & new):
                reason = same(os.path.join(HERE, path), os.path.join(root, path))
                if reason:
                    problems.append(f"{path}: {reason}")
            for problem in problems:
                print(problem)
            print(f"{len(old & new)} files compared, {len(problems)} differ")
            sys.exit(1 if problems else 0)
        if options.only and os.path.isfile(os.path.join(root, "tensor", options.only)):
            shutil.copy(os.path.join(root, "tensor", options.only), os.path.join(HERE, "tensor", options.only))
            return
        parts = [os.path.join("models", options.only)] if options.only else ["models", "tensor"]
        if not all(os.path.isdir(os.path.join(root, part)) for part in parts):
            cases = ", ".join(sorted(os.listdir(os.path.join(root, "models"))))
            parser.error(f"no case {options.only}; one of {cases}")
        for part in parts:
            shutil.rmtree(os.path.join(HERE, part), ignore_errors=True)
            shutil.copytree(os.path.join(root, part), os.path.join(HERE, part))
        size = sum(os.path.getsize(os.path.join(HERE, path)) for path in new)
        print(f"{len(new)} files, {size} bytes; python {platform.python_version()}, torch {torch.__version__}, "
              f"transformers {transformers.__version__}, safetensors {safetensors.__version__}, "
              f"numpy {numpy.__version__}")


if __name__ == "__main__":
    main()
