"""Settings: flags first, then the environment (NEWSLEDGER_*), then newsledger.toml, then these defaults."""

from pathlib import Path
from tomllib import TOMLDecodeError
from typing import Any, Literal

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

from flows.bounds import DEFAULTS, PER, Bound
from flows.engine import SECONDS
from schemas.errors import BadInput
from schemas.table import Partition
from tasks.lake.address import address
from tasks.language.model import DEFAULT
from tasks.limits import LIMITS, Limits

SAMPLES = Path(__file__).parent.parent / "data" / "samples"


class Settings(BaseSettings):
    """Everything that decides how a run goes, with its default and its meaning."""

    model_config = SettingsConfigDict(env_prefix="NEWSLEDGER_", toml_file="newsledger.toml", extra="forbid")

    lake: Path | str = Field(Path("data/lake"), description="folder of the lake, or s3://bucket/prefix")
    partition: Partition | None = Field(None, description="month, day or hour; fixed when the lake is created (month)")
    source: str | None = Field(None, description="outlet of documents that do not name theirs")
    published: str | None = Field(None, description="publication date of the documents, instead of any they carry")
    sources: Path = Field(Path("newsledger.toml"), description="file that names outlets, where it exists")
    outlets: dict[str, Any] = Field({}, description="outlets by domain: name, feed, country, language, currency")
    map: str | None = Field(None, description="columns of records under our names: text=body,title=headline")
    limit: int | None = Field(None, ge=1, description="read at most so many documents")
    model: str = Field(DEFAULT, description="spaCy model that finds the entities")
    repair: bool = Field(True, description="correct the model's labels by gazetteer and context")
    engine: Literal["process", "dask"] = Field("process", description="what the workers are")
    workers: int | None = Field(
        None, ge=1, description="worker processes (one a core; without a server none: in place)"
    )
    dask_address: str | None = Field(None, description="address of a running Dask scheduler")
    server: bool = Field(True, description="orchestrate with Prefect; without, the same flows run in place")
    alert: str | None = Field(
        None, description="shell command run when a run under Prefect fails or dies; NEWSLEDGER_MESSAGE says why"
    )
    batch_documents: int = Field(128, ge=1, description="documents in a batch, the unit of work")
    batch_bytes: int = Field(16_000_000, ge=1, description="bytes after which a batch is closed early")
    document_bytes: int = Field(LIMITS.document, ge=1, description="bytes of the largest document that is read")
    unpacked_bytes: int = Field(LIMITS.unpacked, ge=1, description="bytes that one packed file may unpack to")
    unpacked_ratio: int = Field(LIMITS.ratio, ge=1, description="unpacked bytes for each packed one, at most")
    nesting: int = Field(LIMITS.nesting, ge=1, description="packings inside packings, at most")
    document_seconds: float = Field(
        SECONDS, ge=1, description="seconds of processor time that one stage may take for one document"
    )
    document_elements: int = Field(LIMITS.elements, ge=1, description="elements of the fullest page that is read")
    article_characters: int = Field(LIMITS.characters, ge=1, description="characters of the longest body that is read")
    article_entities: int = Field(LIMITS.entities, ge=1, description="entities of one article, at most")
    article_figures: int = Field(LIMITS.figures, ge=1, description="monetary mentions in one article, at most")
    publish_documents: int = Field(8192, ge=1, description="documents that are published together, at least")
    publish_most: int = Field(16_384, ge=1, description="documents that are published together, at most")
    publish_bytes: int = Field(
        512_000_000, ge=1, description="bytes of batches, unpacked, that are published in any case"
    )
    publish_seconds: float = Field(
        300, ge=0, description="seconds after which what is done is published, with the next batch"
    )
    portion_articles: int = Field(
        768, ge=1, description="articles that are linked and written at a time, at least: whole partitions"
    )
    contact: str | None = Field(None, description="address or page that servers are told to turn to, in the user agent")
    follow: bool | None = Field(
        None, description="fetch the pages that links lead to (those of what was fetched, not those in files)"
    )
    allow_private: bool = Field(
        False, description="fetch from loopback and private networks too, never from link-local addresses"
    )
    fetch_delay: float = Field(
        1.0, ge=0, description="seconds between two requests to one host, or what robots.txt asks"
    )
    fetch_hosts: int = Field(8, ge=1, le=64, description="hosts asked at the same time, each over one connection")
    fetch_tries: int = Field(3, ge=1, le=10, description="requests before an address that fails is given up")
    fetch_wait: float = Field(60.0, ge=0, description="longest wait in seconds that a host may ask for")
    fetch_timeout: float = Field(15.0, gt=0, description="seconds without a byte after which a request has failed")
    fetch_time: float = Field(60.0, gt=0, description="seconds that one answer may take in all")
    fetch_bytes: int = Field(16 * 2**20, ge=1, description="bytes of one answer, packed and unpacked")
    fetch_header_bytes: int = Field(32_768, ge=1024, description="bytes of an answer's headers")
    fetch_redirects: int = Field(5, ge=0, description="redirects that are followed")
    fetch_entries: int = Field(1000, ge=1, description="entries of one feed or sitemap that are followed")
    bounds: dict[str, Bound] = Field(
        DEFAULTS,
        description="rows per document (articles, rejects) or article (duplicates, entities, money): from, to",
    )
    bounds_from: int = Field(200, ge=1, description="new documents from which on a run is held against `bounds`")
    allow: bool = Field(False, description="exit 0 where a run falls outside `bounds`; it is marked all the same")

    @field_validator("lake", mode="before")
    @classmethod
    def known_place(cls, given: Any) -> Path | str:
        """A folder, or the address of an object store. A BadInput, which does not repeat what may hold a secret."""
        return address(given)

    @field_validator("bounds")
    @classmethod
    def known_bounds(cls, given: dict[str, Bound]) -> dict[str, Bound]:
        """The bounds on top of the defaults; each names what is counted, and its lower bound first."""
        for name, (least, most) in given.items():
            if name not in PER or not 0 <= least <= most:
                raise ValueError(
                    f"{name} = [{least:g}, {most:g}]: give a lower and an upper bound for {', '.join(PER)}"
                )
        return DEFAULTS | given

    @property
    def limits(self) -> Limits:
        """How much is read."""
        return Limits(
            self.document_bytes,
            self.unpacked_bytes,
            self.unpacked_ratio,
            self.nesting,
            self.document_elements,
            self.article_characters,
            self.article_entities,
            self.article_figures,
        )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        **others: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The order in which a setting is looked up."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)


def load(**flags: Any) -> Settings:
    """The settings with the given flags on top; a flag that is None counts as not given. BadInput names a wrong one."""
    try:
        return Settings(**{name: value for name, value in flags.items() if value is not None})
    except TOMLDecodeError as error:
        raise BadInput(f"newsledger.toml is no TOML: {error}.") from error
    except ValidationError as error:
        wrong = "; ".join(f"{'.'.join(map(str, e['loc']))} = {e['input']!r}: {e['msg']}" for e in error.errors())
        raise BadInput(f"Wrong setting: {wrong}. Known: {', '.join(Settings.model_fields)}.") from error
