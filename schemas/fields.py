"""The columns that several tables share, each declared once."""

from schemas.column import DAY, EXACT, FLOAT64, INT32, MOMENT, STRING, Column

article_id = Column(
    "article_id",
    STRING,
    "the article",
    "hash of the canonical URL, or of name and content where there is no URL",
    nullable=False,
    example="3f1c9a0be27d4c55",
)
document_id = Column(
    "document_id",
    STRING,
    "the document as it arrived",
    "hash of article_id and the bytes",
    nullable=False,
    example="b07a61c4d1f2e390",
)
run_id = Column(
    "run_id",
    STRING,
    "the run that wrote the row",
    "start time and a random part",
    nullable=False,
    example="20221015T120000-9f3a",
)
source = Column(
    "source",
    STRING,
    "the outlet; missing where neither the record nor an address names it",
    "given by the record or --source, else the host of the URL",
    example="aljazeera.com",
)
url = Column(
    "url",
    STRING,
    "where the article stands on the web; missing where nothing tells",
    "as given by the record or the page",
)
first_seen_at = Column(
    "first_seen_at",
    MOMENT,
    "when newsledger first saw the document",
    "the clock of the run",
    unit="UTC",
    nullable=False,
)
published_at = Column(
    "published_at",
    MOMENT,
    "when the article was published",
    "see published_basis",
    unit="UTC",
    nullable=False,
    example="2022-10-15 00:00:00+00:00",
)

start = Column(
    "start",
    INT32,
    "where the mention begins in articles.body",
    unit="characters from 0",
    nullable=False,
    example="3120",
)
end = Column(
    "end",
    INT32,
    "where the mention ends in articles.body, exclusive",
    unit="characters from 0",
    nullable=False,
    example="3125",
)
surface = Column(
    "surface",
    STRING,
    "the mention as it stands in the text",
    "articles.body[start:end]",
    nullable=False,
    example="$725m",
)

figure_id = Column(
    "figure_id",
    STRING,
    "the real-world figure that this is a mention of",
    "hash of the figure's earliest mention",
    nullable=False,
    example="a5d0c3be11f2984e",
)
amount = Column(
    "amount",
    FLOAT64,
    "the value, scale applied; missing for a range or a vague figure",
    "read by the money grammar",
    unit="currency",
    example="725000000.0",
)
amount_exact = Column(
    "amount_exact",
    EXACT,
    "the value as an exact decimal, for accounting; missing where amount is",
    "as amount, never through a float",
    unit="currency",
    example="725000000.000000000",
)
amount_min = Column(
    "amount_min",
    FLOAT64,
    "the lower bound of a range or vague figure; missing for one exact number",
    "words of number and size, by docs/money-rules.md",
    unit="currency",
)
amount_max = Column(
    "amount_max",
    FLOAT64,
    "the upper bound of a range or vague figure; missing for one exact number",
    "words of number and size, by docs/money-rules.md",
    unit="currency",
)
currency = Column(
    "currency",
    STRING,
    "the currency's ISO 4217 code (BTC, ETH... for coins); missing where it cannot be known",
    "from the words beside the number, else from the article, see currency_basis",
    example="USD",
)
figure_type = Column(
    "figure_type",
    STRING,
    "flow, total, stock, result, price, change or other; missing in no row of today",
    "cues around the figure: governing noun and verb",
    example="flow",
)
status = Column(
    "status",
    STRING,
    "actual, planned or denied; missing in no row of today",
    "tense, modality and cues",
    example="planned",
)
payer_id = Column(
    "payer_id",
    STRING,
    "who pays: ISO country code of a state, else entity_id; missing where payer is, or is no name that entities knows",
    example="US",
)
recipient_id = Column(
    "recipient_id",
    STRING,
    "who receives: ISO country code of a state, else entity_id; "
    "missing where recipient is, or is no name that entities knows",
    example="UA",
)
holder_id = Column(
    "holder_id",
    STRING,
    "whose figure it is: ISO country code of a state, else entity_id; "
    "missing where holder is, or is no name that entities knows",
)
purpose = Column(
    "purpose",
    STRING,
    "what the money is (for), as the text says it; missing where it does not say",
    "noun phrase of at most six words",
    example="assistance package",
)
fx_date = Column(
    "fx_date",
    DAY,
    "the day of the exchange rate; missing where there is no rate",
    "the last day with a rate up to the article's date",
)

qualifier = Column(
    "qualifier",
    STRING,
    "exact, about, at_least, at_most, range or vague",
    "words beside the figure",
    nullable=False,
    example="exact",
)
per = Column(
    "per",
    STRING,
    "the unit of a rate: share, barrel, week...; missing where the amount is no rate",
    "words after the figure",
    example="barrel",
)
horizon_years = Column(
    "horizon_years",
    FLOAT64,
    "the period that the amount is spread over; missing where no period is told",
    "words around the figure",
    unit="years",
    example="5.0",
)
progress = Column(
    "progress",
    STRING,
    "how far a flow has come: proposed, pledged, paid or cancelled; missing for what is no flow",
    "from status and the words around the figure",
    example="pledged",
)
amount_usd = Column(
    "amount_usd",
    FLOAT64,
    "amount in US dollars at the article's date; missing where amount is, or a rate: see fx_source",
    "fx_source",
    unit="USD",
)
amount_eur = Column(
    "amount_eur",
    FLOAT64,
    "amount in euros at the article's date; missing where amount is, or a rate: see fx_source",
    "fx_source",
    unit="EUR",
)
