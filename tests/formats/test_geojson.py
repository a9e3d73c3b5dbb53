"""GeoJSON of every kind with coordinates, read by geojson-pydantic."""

import pytest
from geojson_pydantic import FeatureCollection, Point


def collections(site):
    files = site.files("data/**/*.geojson")
    return [FeatureCollection.model_validate_json(site.text(file)) for file in files]


def test_each_feature_is_a_point_with_the_page_of_its_record(site):
    assert collections(site)
    for collection in collections(site):
        ids = [feature.id for feature in collection.features]
        assert len(ids) == len(set(ids)) > 0
        for feature in collection.features:
            assert isinstance(feature.geometry, Point)
            assert feature.properties["title"]
            assert site.has_page(feature.properties["url"])


@pytest.mark.parametrize(
    ("name", "id", "place"),
    [("flagship", "venue/dhaka", (90.41, 23.81)), ("second", "town-well/north-well", None)],
)
def test_longitude_stands_before_latitude(request, name, id, place):
    site = request.getfixturevalue(name)
    features = [feature for collection in collections(site) for feature in collection.features]
    (feature,) = [feature for feature in features if feature.id == id]
    table = site.json(f"data/{'venues' if name == 'flagship' else 'town/wells'}.json")
    (record,) = [record for record in table if record["id"] == id]
    written = next(value for value in record["fields"].values() if isinstance(value, dict) and "lat" in value)
    assert tuple(feature.geometry.coordinates) == (written["lon"], written["lat"])
    if place:
        assert tuple(feature.geometry.coordinates) == pytest.approx(place, abs=0.5)
