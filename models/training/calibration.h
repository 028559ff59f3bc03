#pragma once

#include <span>
#include <vector>

namespace creel {

/// Softmax of (N,classes) logits divided by `temperature`.
std::vector<float> softmax(std::span<const float> logits, int classes, double temperature);

/// The temperature (Guo 2017) with which these logits lose least on their true classes, between 0.05 and 20;
/// 1 where there is nothing to fit.
double fitTemperature(std::span<const float> logits, std::span<const int> truth, int classes);

/// The lowest confidence from which on a model errs at most half as often as it does on all photos, where at
/// least 10 photos and a tenth of all are left; 0 where it does not err or no confidence does it.
double chooseAbstainBelow(std::span<const float> probabilities, std::span<const int> truth, int classes);

} // namespace creel
