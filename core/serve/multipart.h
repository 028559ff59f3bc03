#pragma once

#include "core/base/result.h"

#include <QByteArray>
#include <QByteArrayView>

#include <vector>

namespace creel {

/// One field of a form. The content is a view into the request's body.
struct FormPart
{
    QByteArray name;
    QByteArray contentType; ///< lower case, may be empty
    bool isFile = false;    ///< had a file name; which one does not matter and is not kept
    QByteArrayView content;
};

/// Takes a multipart/form-data body (RFC 7578) apart. `contentType` is the request's header with the
/// boundary. Error BadInput says what is wrong with it: no boundary, a part without end, more than
/// `maxParts`.
Result<std::vector<FormPart>> parseForm(const QByteArray& contentType, QByteArrayView body, int maxParts);

} // namespace creel
