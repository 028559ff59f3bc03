#pragma once

#include "core/base/ids.h"

#include <QByteArray>
#include <QList>

namespace creel {

/// "[3,7]": many ids as one value, for a statement that says `IN (SELECT value FROM json_each(?))`.
template<class Tag>
QByteArray idList(const QList<Id<Tag>>& ids)
{
    QByteArray list("[");
    for (const Id<Tag> id : ids) {
        if (list.size() > 1)
            list += ',';
        list += QByteArray::number(id.value());
    }
    return list += ']';
}

} // namespace creel
