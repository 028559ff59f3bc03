#pragma once

#include "core/catalog/model_store.h"
#include "core/demo/pond.h"

namespace creel::demo {

/// How much of one planted thing a catalog knows.
struct PondFinding
{
    QString key;  ///< for scripts: "exact_duplicates"
    QString text; ///< for people: "exact duplicates"
    int planted = 0;
    int found = 0;
};

/// Compares an imported pond's catalog with the truth. "found" is what is right; what the catalog claims
/// without it being planted is a finding with 0 planted.
Result<QList<PondFinding>> examinePond(Connection& catalog, const Pond& pond);

/// How many of the trout that the model was not trained on it names by their true species, whatever folder
/// they lie in. "planted" is how many there are.
Result<PondFinding> scoreModel(Connection& catalog, const Pond& pond, const ModelRecord& model);

} // namespace creel::demo
