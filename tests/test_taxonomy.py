"""The codebook tests itself; SKOS goes out and comes back unchanged."""

import pytest

from ctlaw.errors import TaxonomyError
from ctlaw.taxonomy import load_taxonomy

TAXONOMY = load_taxonomy()


def test_packaged_codebook_has_the_framework():
    assert len(TAXONOMY) == 88
    assert len(TAXONOMY.pillars) == 10
    assert TAXONOMY.pillar("crime.travel") == "criminal-law"
    assert not TAXONOMY["crime.travel"].general
    assert len({TAXONOMY.collapse(code) for code in TAXONOMY.codes}) == 67  # codebook manual, section 1 no. 6


def test_every_code_has_cue_terms_in_seven_languages():
    for language in ("en", "fr", "de", "es", "it", "nl", "pt"):
        assert all(TAXONOMY.terms(code, language) for code in TAXONOMY.codes), language


def test_instruments_keep_the_state_of_their_pinpoint():
    states = [state for concept in TAXONOMY for _, state in concept.instruments]
    # the counts that the codebook manual, section 6, gives
    assert len(states) == 343
    assert states.count("verified") == 183
    assert states.count("partly verified") == 42


@pytest.mark.parametrize("name", ["framework.ttl", "framework.jsonld"])
def test_skos_round_trip_loses_nothing(tmp_path, name):
    TAXONOMY.to_skos(tmp_path / name)
    assert load_taxonomy(tmp_path / name) == TAXONOMY


def test_select_takes_codes_and_pillars_in_taxonomy_order():
    assert TAXONOMY.select(["finance.npo", "crime.travel"]) == ["crime.travel", "finance.npo"]
    assert len(TAXONOMY.select("biometrics")) == 4


def test_unknown_code_is_named_with_the_nearest():
    with pytest.raises(TaxonomyError, match="finance.asset-freezing"):
        TAXONOMY.label("finance.freezing")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("id,pillar,label\na.b,x,y\n", "no column definition"),
        ("id,pillar,label,definition\nA B,x,y,z\n", "is no code"),
        ("id,pillar,label,definition\na.b,x,y,z\na.b,x,y,z\n", "stands twice"),
        ("id,pillar,label,definition\na.b,x,,z\n", "has no label"),
        ("id,pillar,label,definition\n", "holds no codes"),
    ],
)
def test_a_bad_taxonomy_file_is_refused_in_one_sentence(tmp_path, text, message):
    path = tmp_path / "own.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(TaxonomyError, match=message) as caught:
        load_taxonomy(path)
    assert "\n" not in str(caught.value)


def test_a_taxonomy_of_ones_own_needs_four_columns(tmp_path):
    path = tmp_path / "own.csv"
    path.write_text("id,pillar,label,definition\npower.arrest,powers,Arrest,Gives a power of arrest.\n", "utf-8")
    assert load_taxonomy(path).codes == ["power.arrest"]
