"""Request bodies checked against Discord's published OpenAPI description, when a copy is at hand."""

import json
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match
from referencing import Registry
from referencing.jsonschema import DRAFT202012

Json = dict[str, Any]
ROOT = "urn:discord"
SNOWFLAKE_FROM = 1 << 53


@cache
def default_path() -> Path | None:
    """Return where the description usually lies beside the repository, or None."""
    path = Path(__file__).resolve().parents[2].parent / "shared" / "discord" / "openapi.json"
    return path if path.is_file() else None


@cache
def _load(path: Path) -> "Description":
    return Description(json.loads(path.read_text(encoding="utf-8")))


class Description:
    """Compiled validators of the request bodies, made when first needed."""

    def __init__(self, document: Json) -> None:
        self._document = document
        self._compiled: dict[tuple[str, str], Draft202012Validator | None] = {}

    @cached_property
    def _registry(self) -> "Registry[Any]":
        resource = DRAFT202012.create_resource(self._document)
        registry: Registry[Any] = Registry().with_resource(ROOT, resource)
        return registry

    @cached_property
    def _operations(self) -> dict[str, tuple[str, str]]:
        found = {}
        for path, item in self._document["paths"].items():
            for method, operation in item.items():
                if isinstance(operation, dict) and "operationId" in operation:
                    found[operation["operationId"]] = (path, method)
        return found

    def validator(self, route: str) -> Draft202012Validator | None:
        """Return the validator for the JSON body of an operation, or None if it takes none."""
        if route not in self._operations:
            return None
        key = self._operations[route]
        if key not in self._compiled:
            path, method = key
            content = self._document["paths"][path][method].get("requestBody", {}).get("content", {})
            compiled = None
            if "application/json" in content:
                parts = [
                    path.replace("~", "~0").replace("/", "~1"),
                    method,
                    "requestBody/content/application~1json",
                ]
                reference = f"{ROOT}#/paths/{'/'.join(parts)}/schema"
                compiled = Draft202012Validator({"$ref": reference}, registry=self._registry)
            self._compiled[key] = compiled
        return self._compiled[key]


class Contract:
    """Collects the violations of one fake; `sample` n checks every n-th body only, 0 none.

    Without the description everything passes, and `available` is false.
    """

    def __init__(self, path: Path | None = None, sample: int = 1) -> None:
        where = path or default_path()
        self._description = _load(where) if where else None
        self.sample = sample
        self._seen = 0
        self.violations: list[str] = []

    @property
    def available(self) -> bool:
        """Return whether there is a description to check against."""
        return self._description is not None

    def check(self, route: str, body: Any) -> bool:
        """Record why a body of an operation would be rejected, if it would; return whether it passes."""
        if self._description is None or self.sample == 0 or body is None:
            return True
        self._seen += 1
        if self._seen % self.sample:
            return True
        validator = self._description.validator(route)
        problem = best_match(validator.iter_errors(_as_strings(body))) if validator else None
        if problem is not None:
            where = "/".join(str(step) for step in problem.absolute_path)
            self.violations.append(f"{route}: {where or 'body'}: {problem.message[:500]}")
        return problem is None


def _as_strings(value: Any) -> Any:
    """Return the body with snowflakes as text: clients may send them as numbers, the description may not."""
    if isinstance(value, dict):
        body = {key: _as_strings(each) for key, each in value.items()}
        uploads = body.get("attachments")
        for upload in uploads if isinstance(uploads, list) else ():
            if isinstance(upload, dict):
                upload["id"] = str(upload.get("id"))  # the place of an uploaded file, numbered from 0
        return body
    if isinstance(value, list):
        return [_as_strings(each) for each in value]
    if isinstance(value, int) and not isinstance(value, bool) and value >= SNOWFLAKE_FROM:
        return str(value)
    return value
