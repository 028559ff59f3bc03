#pragma once

#include "core/learning/engine.h"

namespace creel {

/// Which body a person asked for on the command line or in the window.
struct BodyRequest
{
    QString weights;  ///< a name in the weight store, a file, or "none" for fresh weights from `seed`
    QString backbone; ///< may be empty where the stored weights say it
    quint64 seed = 1;
    int side = 224;
};

/// Turns the request into what the engine takes. A name in the store goes before a file of the same name; a
/// file is taken to want ImageNet's normalization. The error says what is missing and how to get it.
Result<BodyChoice> chooseBody(const BodyRequest& request);

/// The body of the model in `file`, as it became in training.
BodyChoice bodyOf(const ModelInfo& info, const QString& file);
/// What weightsKey() would call its weights. Where training left the body alone these are the pretrained
/// ones, so that features that were there before hold for the model too. Error Unreadable.
Result<QByteArray> bodyWeightsKey(const ModelInfo& info, const QString& file);

} // namespace creel
