#pragma once

#include "core/catalog/model_store.h"

#include <string>

namespace creel {

/// The catalog's model of that name or file; error NotFound.
Result<ModelRecord> modelNamed(Connection& connection, const std::string& nameOrFile);
/// The same, but a model file that the catalog does not know is taken in.
Result<ModelRecord> modelNamedOrTakenIn(Connection& connection, const std::string& nameOrFile);

} // namespace creel
