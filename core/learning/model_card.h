#pragma once

#include <QString>

namespace creel {

struct ModelExportSummary;

/// A model card (Mitchell et al., Model Cards for Model Reporting, 2019) in Markdown: what the model is, what
/// it was trained on and how, how good it is, where it ends, how to show it a photo. Says only what the model
/// file says, and the licence of pretrained weights where the weight store or the list of known weights has
/// it.
QString modelCard(const ModelExportSummary& model);

} // namespace creel
