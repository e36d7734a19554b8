package quern.records.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import quern.records.Type;
import quern.records.sql.Signature.Kind;

/**
 * Makes nodes of calls: finds the function, and makes the arguments what its signature asks for.
 */
final class CallCompiler {
  private final Compiler compiler;

  CallCompiler(Compiler compiler) {
    this.compiler = compiler;
  }

  Node call(Ast.Call call) {
    List<Ast> asts = call.arguments();
    List<SqlFunction> named = Functions.named(call.function());
    if (named.isEmpty()) {
      throw compiler.error(Functions.unknown(call.function()), call);
    }
    if (call.distinct()) {
      throw compiler.error("'distinct' stands in aggregates only, as in count(distinct id)", call);
    }
    SqlFunction function =
        named.stream()
            .filter(f -> f.signature().takes(asts.size()))
            .findFirst()
            .orElseThrow(() -> compiler.error(arity(call, named), call));
    Signature signature = function.signature();
    List<Node> nodes = new ArrayList<>();
    for (int i = 0; i < asts.size(); i++) {
      nodes.add(argument(asts.get(i), i, signature));
    }
    for (Kind kind : List.of(Kind.NUMBER, Kind.MOMENT, Kind.ANY)) {
      unify(kind, signature, asts, nodes);
    }
    Type type = result(signature, nodes);
    for (int i = 0; i < nodes.size(); i++) {
      if (signature.parameter(i).kind() == Kind.QUOTED && ((Constant) nodes.get(i)).isNull) {
        return Constant.nullOf(type);
      }
    }
    try {
      return function.maker().make(compiler.invocation(type, nodes, call));
    } catch (SqlFunction.BadArgument e) {
      throw compiler.error(String.valueOf(e.getMessage()), asts.get(e.index));
    }
  }

  private static String arity(Ast.Call call, List<SqlFunction> named) {
    return named.stream()
        .map(f -> f.signature().arity() + ", as in " + f.signature())
        .collect(
            Collectors.joining(
                ", or ", call.function() + " takes ", "; found " + call.arguments().size()));
  }

  /** An argument as its parameter wants it; what is to be of one type with others, as it is. */
  private Node argument(Ast ast, int index, Signature signature) {
    Kind kind = signature.parameter(index).kind();
    if (kind == Kind.BOOLEAN) {
      return compiler.condition(ast);
    }
    Node node = compiler.value(ast);
    if (Compiler.isUntyped(node)) {
      return switch (kind) {
        case NUMBER -> Constant.nullOf(Type.LONG);
        case MOMENT -> Constant.nullOf(Type.TIMESTAMP);
        case ANY -> node;
        default -> Constant.nullOf(kind.type());
      };
    }
    boolean fits =
        switch (kind) {
          case ANY, TEXT -> true;
          case NUMBER, DOUBLE -> node.type.isNumeric();
          case MOMENT ->
              node.type == Type.DATE || node.type == Type.TIMESTAMP || Compiler.isText(node);
          case DATE, TIMESTAMP -> node.type == kind.type() || Compiler.isText(node);
          case QUOTED -> node instanceof Constant && node.type == Type.STRING;
          default -> node.type == kind.type();
        };
    if (!fits) {
      throw compiler.error(
          "%s is expected here; %s%s: %s"
              .formatted(wanted(kind), Compiler.describe(ast, node), advice(kind, ast), signature),
          ast);
    }
    return switch (kind) {
      case ANY, NUMBER -> node;
      case MOMENT -> Compiler.isText(node) ? moment(node, ast) : node;
      default -> compiler.typed(node, kind.type(), ast);
    };
  }

  private static String wanted(Kind kind) {
    return switch (kind) {
      case DOUBLE, NUMBER -> "a number";
      case MOMENT -> "a date or timestamp";
      case QUOTED -> "a text in quotes";
      default -> "a " + kind.type().label();
    };
  }

  private static String advice(Kind kind, Ast ast) {
    return kind == Kind.STRING ? ", use cast(" + ast + " as string)" : "";
  }

  /** A text in quotes as a date, or as a timestamp if it is none. */
  private Constant moment(Node text, Ast ast) {
    Constant date = Literals.parse(text.text.toString(), Type.DATE);
    return date == null ? compiler.moment(text.text.toString(), Type.TIMESTAMP, ast) : date;
  }

  /** Makes the arguments of a kind one type. */
  private void unify(Kind kind, Signature signature, List<Ast> asts, List<Node> nodes) {
    List<Integer> places = new ArrayList<>();
    for (int i = 0; i < nodes.size(); i++) {
      if (signature.parameter(i).kind() == kind) {
        places.add(i);
      }
    }
    List<Node> unified =
        compiler.unified(
            places.stream().map(asts::get).toList(), places.stream().map(nodes::get).toList());
    for (int i = 0; i < places.size(); i++) {
      nodes.set(places.get(i), unified.get(i));
    }
  }

  private static Type result(Signature signature, List<Node> nodes) {
    return switch (signature.result()) {
      case NUMBER, MOMENT, ANY -> {
        int like = 0;
        while (signature.parameter(like).kind() != signature.result()) {
          like++;
        }
        yield nodes.get(like).type;
      }
      default -> signature.result().type();
    };
  }
}
