#pragma once

#include "core/learning/body_choice.h"
#include "models/networks/head.h"
#include "models/networks/state_dict.h"

namespace creel {

/// A backbone with fresh weights. The error says which ones there are.
Result<std::shared_ptr<Network>> makeBody(const QString& backbone);

/// The body as chosen: from its file, or drawn from its seed.
Result<std::shared_ptr<Network>> openNetwork(const BodyChoice& choice);

/// Copies the body's part of the file into the network.
Result<void> loadBody(Network& network, const QString& file);

/// Copies one network's numbers into another of the same kind, from whatever device.
void copyState(const std::vector<std::pair<std::string, torch::Tensor>>& from,
               const std::vector<std::pair<std::string, torch::Tensor>>& to);

} // namespace creel
