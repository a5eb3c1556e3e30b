"""The second way to recognise speech: OpenAI's own Whisper, on PyTorch, with the very same weights.

It is slower (eight times on one processor) and there for comparison: whoever doubts the fast one can ask the original.
No second model is needed: the weights are read out of the CTranslate2 file. Used in a child process (tools/whisper.py)
that may be without the package `openai-whisper`, which is an optional extra.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO, Final

import numpy as np
from numpy.typing import NDArray

_FRAMES: Final = 3_000
"""Half a minute of spectrum, 10 ms each."""

_HOP: Final = 160
_LOOPS: Final = 2.4
_VERSION: Final = 6
"""Of CTranslate2's file format."""

_FLOAT32: Final = 0
_FLOAT16: Final = 4
_TYPES: Final[dict[int, str]] = {_FLOAT32: "<f4", 1: "<i1", 2: "<i2", 3: "<i4", _FLOAT16: "<f2"}

_PREPENDED: Final = "\"'“¿([{-"
_APPENDED: Final = "\"'.。,，!！?？:：”)]}、"


class OpenAiWhisper:
    """Whisper on PyTorch: 32 bit weights, one thread."""

    def __init__(self, folder: Path, language: str, beam: int) -> None:
        import torch
        import whisper

        torch.set_num_threads(1)
        self._beam = beam
        self._language = language
        self._model = _model(folder)
        self._tokenizer = whisper.tokenizer.get_tokenizer(
            self._model.is_multilingual,
            num_languages=self._model.num_languages,
            language=language,
            task="transcribe",
        )

    def hear(self, sound: NDArray[np.float32]) -> tuple[list[tuple[str, float, float, float]], float, float, float]:
        """Recognise a piece of at most half a minute; where Whisper loops, listen again with some chance in it."""
        import torch

        said = self._once(sound, 0.0)
        if said[3] <= _LOOPS:
            return said
        torch.manual_seed(0)
        again = self._once(sound, 0.4)
        return again if again[3] <= _LOOPS else said

    def _once(
        self, sound: NDArray[np.float32], temperature: float
    ) -> tuple[list[tuple[str, float, float, float]], float, float, float]:
        import whisper
        from whisper import timing

        mels = self._model.dims.n_mels
        mel = whisper.pad_or_trim(whisper.log_mel_spectrogram(sound, mels), _FRAMES)
        beam = {"beam_size": self._beam} if temperature == 0 else {}
        options = whisper.DecodingOptions(
            language=self._language, temperature=temperature, without_timestamps=True, fp16=False, **beam
        )
        result = whisper.decode(self._model, mel, options)
        tokens = [token for token in result.tokens if token < self._tokenizer.eot]
        frames = min(_FRAMES, -(-len(sound) // _HOP))
        words = timing.find_alignment(self._model, self._tokenizer, tokens, mel, frames)
        timing.merge_punctuations(words, _PREPENDED, _APPENDED)
        found = [
            (word.word, float(word.start), float(word.end), float(word.probability)) for word in words if word.word
        ]
        return found, float(result.avg_logprob), float(result.no_speech_prob), float(result.compression_ratio)


def _model(folder: Path) -> Any:
    """Build OpenAI's Whisper with the weights of a CTranslate2 model."""
    import torch
    from whisper.model import ModelDimensions, Whisper

    known = dict(_variables(folder / "model.bin"))
    state = {name: torch.from_numpy(values.astype(np.float32)) for name, values in _renamed(known)}
    layers = {side: sum(name.startswith(side) and name.endswith(_IN_EACH_LAYER) for name in known) for side in _SIDES}
    vocabulary, width = known["decoder/embeddings/weight"].shape
    mels = known["encoder/conv1/weight"].shape[1]
    heads = {side: int(known[f"{side}/num_heads"]) for side in _SIDES}
    dims = ModelDimensions(
        n_mels=mels,
        n_audio_ctx=known["encoder/position_encodings/encodings"].shape[0],
        n_audio_state=width,
        n_audio_head=heads["encoder"],
        n_audio_layer=layers["encoder"],
        n_vocab=vocabulary,
        n_text_ctx=known["decoder/position_encodings/encodings"].shape[0],
        n_text_state=width,
        n_text_head=heads["decoder"],
        n_text_layer=layers["decoder"],
    )
    model = Whisper(dims)
    model.load_state_dict(state)
    mask = torch.zeros(dims.n_text_layer, dims.n_text_head, dtype=torch.bool)
    for layer, head in json.loads((folder / "config.json").read_bytes())["alignment_heads"]:
        mask[layer, head] = True
    model.register_buffer("alignment_heads", mask.to_sparse(), persistent=False)
    return model.eval()


def _variables(path: Path) -> Iterator[tuple[str, NDArray[Any]]]:
    """Read the weights out of a CTranslate2 file, by their names there."""
    with path.open("rb") as file:
        (version,) = struct.unpack("<I", file.read(4))
        kind = _text(file)
        _, count = struct.unpack("<II", file.read(8))
        if version != _VERSION or kind != "WhisperSpec":
            raise ValueError(f"{path} is {kind} of version {version}")
        for _ in range(count):
            name = _text(file)
            (rank,) = struct.unpack("<B", file.read(1))
            shape = struct.unpack(f"<{rank}I", file.read(4 * rank))
            code, size = struct.unpack("<BI", file.read(5))
            if name.endswith("/weight_scale"):
                raise ValueError(f"{path} has 8 bit weights; openai-whisper needs 16 or 32 bit")
            yield name, np.frombuffer(file.read(size), _TYPES[code]).reshape(shape)


def _text(file: BinaryIO) -> str:
    (size,) = struct.unpack("<H", file.read(2))
    return file.read(size)[:-1].decode()


_SIDES: Final = ("encoder", "decoder")
_IN_EACH_LAYER: Final = "/self_attention/linear_0/weight"
_BLOCK: Final = {
    "self_attention/layer_norm": "attn_ln",
    "self_attention/linear_1": "attn.out",
    "attention/layer_norm": "cross_attn_ln",
    "attention/linear_0": "cross_attn.query",
    "attention/linear_2": "cross_attn.out",
    "ffn/layer_norm": "mlp_ln",
    "ffn/linear_0": "mlp.0",
    "ffn/linear_1": "mlp.2",
}
_FUSED: Final = {
    "self_attention/linear_0": ("attn.query", "attn.key", "attn.value"),
    "attention/linear_1": ("cross_attn.key", "cross_attn.value"),
}
"""CTranslate2 keeps these matrices as one."""

_WHOLE: Final = {
    "decoder/embeddings/weight": "decoder.token_embedding.weight",
    "decoder/position_encodings/encodings": "decoder.positional_embedding",
    "decoder/layer_norm/gamma": "decoder.ln.weight",
    "decoder/layer_norm/beta": "decoder.ln.bias",
    "encoder/position_encodings/encodings": "encoder.positional_embedding",
    "encoder/layer_norm/gamma": "encoder.ln_post.weight",
    "encoder/layer_norm/beta": "encoder.ln_post.bias",
    "encoder/conv1/weight": "encoder.conv1.weight",
    "encoder/conv1/bias": "encoder.conv1.bias",
    "encoder/conv2/weight": "encoder.conv2.weight",
    "encoder/conv2/bias": "encoder.conv2.bias",
}
_KINDS: Final = {"gamma": "weight", "beta": "bias", "weight": "weight", "bias": "bias"}


def _renamed(known: dict[str, NDArray[Any]]) -> Iterator[tuple[str, NDArray[Any]]]:
    """Give every weight the name that OpenAI's Whisper has for it."""
    for name, values in known.items():
        if name in _WHOLE:
            yield _WHOLE[name], values
            continue
        side, _, rest = name.partition("/")
        layer, _, rest = rest.partition("/")
        part, _, kind = rest.rpartition("/")
        block = f"{side}.blocks.{layer.removeprefix('layer_')}"
        if part in _BLOCK:
            yield f"{block}.{_BLOCK[part]}.{_KINDS[kind]}", values
        elif part in _FUSED:
            for target, matrix in zip(_FUSED[part], np.split(values, len(_FUSED[part])), strict=True):
                if not (target.endswith("key") and kind == "bias"):  # Whisper's keys have none; CTranslate2 keeps zeros
                    yield f"{block}.{target}.{_KINDS[kind]}", matrix
